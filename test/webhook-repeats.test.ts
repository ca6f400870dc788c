import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { flowOf, flowWithApi } from './support/flows.ts';
import { startOtpProvider } from './support/otp-provider.ts';
import { openPhone, WEBHOOK } from './support/phone.ts';
import { said } from './support/shipped-flow.ts';
import { inboundParams, newSid, signWebhook } from './support/twilio.ts';

describe('a repeated webhook', () => {
  it('moves the conversation once, and is answered empty when the first answer got out', async () => {
    const server = await startApp();
    const phone = openPhone(server);
    const sid = newSid();
    expect((await phone.text('hi', { sid })).texts).toEqual([said('ask_phone')]);
    expect(await phone.text('hi', { sid })).toMatchObject({ status: 200, texts: [] });
    const { body } = await server.admin('/conversations/1');
    expect((body as { transcript: unknown[] }).transcript).toHaveLength(2);
  });

  it('with another body is still the same message', async () => {
    const server = await startApp();
    const phone = openPhone(server);
    const sid = newSid();
    await phone.text('hi', { sid });
    expect(await phone.text('415 555 0132', { sid })).toMatchObject({ status: 200, texts: [] });
    const { body } = await server.admin('/conversations/1');
    expect(body).toMatchObject({ state: 'waiting', attributes: {} });
  });

  it('that comes twice at once says what there is to say once', async () => {
    const server = await startApp();
    const phone = openPhone(server);
    const sid = newSid();
    const answers = await Promise.all([phone.text('hi', { sid }), phone.text('hi', { sid }), phone.text('hi', { sid })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.flatMap(({ texts }) => texts)).toEqual([said('ask_phone')]);
    expect(phone.inbox).toEqual([said('ask_phone')]);
  });

  it('of one that is still held is answered empty at once', async () => {
    const provider = await startOtpProvider();
    const server = await startApp({
      flows: flowWithApi(`http://${provider.place}/send`),
      env: { API_ALLOW_HOSTS: provider.place },
    });
    const phone = openPhone(server);
    provider.trouble('send', 'hang');
    const sid = newSid();
    const held = phone.text('hi', { sid });
    await provider.untilCalled('send');
    expect(await phone.text('hi', { sid })).toMatchObject({ status: 200, texts: [], ms: 0 });
    provider.release();
    expect((await held).texts).toEqual(['Done.']);
    expect(provider.calls).toHaveLength(1);
  });
});

describe('a webhook whose connection broke', () => {
  /** Posts and hangs up as soon as the API is being called. */
  async function hangUp(server: TestApp, sid: string, calling: Promise<void>): Promise<void> {
    const params = inboundParams({ sid });
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signWebhook({ publicUrl: server.publicUrl, path: WEBHOOK, params }),
    };
    const cut = new AbortController();
    const lost = fetch(server.url + WEBHOOK, { method: 'POST', headers, body: new URLSearchParams(params), signal: cut.signal });
    await calling;
    cut.abort();
    await expect(lost).rejects.toThrow();
    // Once later requests are answered, the server has seen that this one is gone.
    for (let count = 0; count < 3; count += 1) await server.get('/livez');
  }

  it('before its answer is taken over by its repeat', async () => {
    const provider = await startOtpProvider();
    const server = await startApp({
      flows: flowWithApi(`http://${provider.place}/send`),
      env: { API_ALLOW_HOSTS: provider.place },
    });
    provider.trouble('send', 'hang');
    const sid = newSid();
    await hangUp(server, sid, provider.untilCalled('send'));
    const phone = openPhone(server);
    const repeat = phone.text('hi', { sid });
    await server.get('/livez');
    provider.release();
    expect((await repeat).texts).toEqual(['Done.']);
    expect(provider.calls).toHaveLength(1);
  });

  it('before its answer has the answer sent by REST where no repeat comes', async () => {
    const provider = await startOtpProvider();
    const server = await startApp({
      flows: flowWithApi(`http://${provider.place}/send`),
      env: { API_ALLOW_HOSTS: provider.place },
    });
    provider.trouble('send', 'hang');
    await hangUp(server, newSid(), provider.untilCalled('send'));
    const phone = openPhone(server);
    provider.release();
    expect(await phone.nextText()).toBe('Done.');
    expect(phone.inbox).toEqual(['Done.']);
  });

  it('after something was said keeps that 15 s for a repeat, and then sends it by REST', async () => {
    const provider = await startOtpProvider();
    const { 'apis/ask.json': api } = flowWithApi(`http://${provider.place}/send`);
    const steps = [
      { id: 'hello', type: 'message', text: 'One moment.' },
      { id: 'ask_api', type: 'api', api: 'ask', on_error: 'end' },
    ];
    const server = await startApp({
      flows: { ...flowOf(steps), 'apis/ask.json': api },
      env: { API_ALLOW_HOSTS: provider.place },
    });
    provider.trouble('send', 'hang');
    await hangUp(server, newSid(), provider.untilCalled('send'));
    provider.release();
    await server.clock.untilTimer(15_000);
    const phone = openPhone(server);
    await server.clock.advance(14_999);
    expect(phone.inbox).toEqual([]);
    await server.clock.advance(1);
    expect(await phone.nextText()).toBe('One moment.');
  });
});
