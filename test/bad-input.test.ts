import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf, flowWithApi } from './support/flows.ts';
import { startOtpProvider, type Trouble } from './support/otp-provider.ts';
import { openPhone } from './support/phone.ts';
import { said, saidAgain } from './support/shipped-flow.ts';

const SAVES = { save: { otp: '{{ response.body.otp }}' }, timeout: '5s' };

describe('an API', () => {
  it.each<[string, Trouble]>([
    ['breaks the connection', 'reset'],
    ['answers a web page', 'html'],
    ['answers 50 MB', 'huge'],
    ['answers 500', { status: 500, body: { error: 'down' } }],
    ['answers 302 to somewhere else', { status: 302, body: {} }],
    ['answers 404', { status: 404, body: null }],
  ])('that %s leads to the error branch, within the same webhook', async (_, trouble) => {
    const provider = await startOtpProvider();
    const server = await startApp({
      flows: flowWithApi(`http://${provider.place}/send`, SAVES),
      env: { API_ALLOW_HOSTS: provider.place },
    });
    provider.trouble('send', trouble);
    const phone = openPhone(server);
    expect(await phone.text('hi')).toMatchObject({ status: 200, texts: ['Failed.'], ms: 0 });
    expect(provider.calls).toHaveLength(1);
  });

  it('that hangs leads to the error branch at its timeout', async () => {
    const provider = await startOtpProvider();
    const server = await startApp({
      flows: flowWithApi(`http://${provider.place}/send`, SAVES),
      env: { API_ALLOW_HOSTS: provider.place },
    });
    provider.trouble('send', 'hang');
    const phone = openPhone(server);
    const held = phone.text('hi');
    await provider.untilCalled('send');
    await server.clock.advance(4_999);
    expect(phone.inbox).toEqual([]);
    await server.clock.advance(1);
    expect(await held).toMatchObject({ texts: ['Failed.'], ms: 5_000 });
  });

  it('that answers after its timeout is not listened to any more', async () => {
    const provider = await startOtpProvider();
    const server = await startApp({
      flows: flowWithApi(`http://${provider.place}/send`, SAVES),
      env: { API_ALLOW_HOSTS: provider.place },
    });
    provider.trouble('send', 'hang');
    const phone = openPhone(server);
    const held = phone.text('hi');
    await provider.untilCalled('send');
    await server.clock.advance(5_000);
    await held;
    provider.release();
    expect((await phone.text('hi')).texts).toEqual(['Done.']);
    expect(phone.inbox).toEqual(['Failed.', 'Done.']);
  });

  it('that nobody listens for leads to the error branch', async () => {
    const server = await startApp({
      flows: flowWithApi('http://127.0.0.1:9/send', SAVES),
      env: { API_ALLOW_HOSTS: '127.0.0.1:9' },
    });
    expect((await openPhone(server).text('hi')).texts).toEqual(['Failed.']);
  });

  it('that fails without an error branch ends the conversation with the flow’s apology, and the next message starts anew', async () => {
    const provider = await startOtpProvider();
    const { 'apis/ask.json': api } = flowWithApi(`http://${provider.place}/send`);
    const flows = {
      ...flowOf(
        [
          { id: 'ask_api', type: 'api', api: 'ask' },
          { id: 'done', type: 'message', text: 'Done.' },
        ],
        { on_error: { text: 'Sorry.' } },
      ),
      'apis/ask.json': api,
    };
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place } });
    const phone = openPhone(server);
    provider.trouble('send', { status: 500, body: {} });
    expect((await phone.text('hi')).texts).toEqual(['Sorry.']);
    expect((await server.admin('/conversations/1')).body).toMatchObject({ state: 'ended', outcome: 'error' });
    expect((await phone.text('hi')).texts).toEqual(['Done.']);
  });

  it('whose answer has the names of object internals harms nothing', async () => {
    const provider = await startOtpProvider();
    const server = await startApp({
      flows: flowWithApi(`http://${provider.place}/send`, SAVES),
      env: { API_ALLOW_HOSTS: provider.place },
    });
    const body = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"otp":"{{ twilio.auth_token }}"}',
    ) as unknown;
    provider.trouble('send', { status: 200, body });
    expect((await openPhone(server).text('hi')).texts).toEqual(['Done.']);
    expect((await server.admin('/conversations/1')).body).toMatchObject({ attributes: { otp: '{{ twilio.auth_token }}' } });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('an answer that is nonsense', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \t\n '],
    ['an emoji', '🤷'],
    ['question marks', '????'],
    ['a short number', '911'],
    ['two numbers', '415 555 0132 or 415 555 0133'],
    ['a template', '{{ secret.OTP_KEY }}'],
    ['a zero byte', '\u0000'],
    ['a long text', 'blah '.repeat(2_000)],
    ['ten thousand digits', '4'.repeat(10_000)],
    ['many brackets', '('.repeat(5_000)],
    ['letters of every script', 'ᚠ吉ंह́‮'],
  ])('(%s) is asked for again twice, and then the conversation gives up', async (_, typed) => {
    const server = await startApp();
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text(typed)).texts).toEqual([saidAgain('ask_phone')]);
    expect((await phone.text(typed)).texts).toEqual([saidAgain('ask_phone')]);
    expect((await phone.text(typed)).texts).toEqual([said('gave_up')]);
    expect((await server.admin('/conversations')).body).toMatchObject({ items: [{ state: 'ended', outcome: 'gave_up' }] });
    expect(server.twilio.messages).toEqual([]);
  });

  it('is asked for as often as "max_tries" says', async () => {
    const steps = [
      { id: 'ask', type: 'capture', expect: 'number', prompt: 'How many?', retry: 'A number, please.', max_tries: 5 },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    await phone.text('hi');
    for (let count = 1; count <= 4; count += 1) expect((await phone.text('many')).texts).toEqual(['A number, please.']);
    expect((await phone.text('many')).texts).toEqual([]);
    expect((await server.admin('/conversations/1')).body).toMatchObject({ outcome: 'gave_up' });
  });
});
