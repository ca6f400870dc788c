import { describe, expect, it } from 'vitest';
import { adminOf } from '../support/admin.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone, WEBHOOK } from '../support/phone.ts';
import { tellStatus, until } from '../support/transcript.ts';
import { inboundParams, type Params, signWebhook, twilioError } from '../support/twilio.ts';
import { send } from '../support/http.ts';

const HELLO = flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]);

/** A webhook as Twilio sends it that was told another address. */
function signedFor(server: TestApp, url: string, params: Params = inboundParams({ body: 'hi' })) {
  const signature = signWebhook({ publicUrl: url, path: '', params });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  return send('POST', server.url + WEBHOOK, headers, new URLSearchParams(params).toString());
}

describe('webhooks that came', () => {
  it('are listed as accepted, and as repeated when Twilio sends one once more', async () => {
    const server = await startApp({ flows: HELLO });
    const params = inboundParams({ body: 'hi' });
    for (let count = 0; count < 2; count += 1) await signedFor(server, server.publicUrl + WEBHOOK, params);
    const urlChecked = server.publicUrl + WEBHOOK;
    const nothing = { reason: null, urlChecked, signedFor: null, hint: null };
    expect((await adminOf(server).ask('GET', '/deliveries/in')).body).toMatchObject({
      items: [
        { outcome: 'repeated', ...nothing },
        { outcome: 'accepted', ...nothing },
      ],
    });
  });

  it('are listed with the address that Twilio signed, when that is another one', async () => {
    const server = await startApp({ flows: HELLO });
    const other = 'http://bot.example.com/webhooks/twilio';
    expect((await signedFor(server, other)).status).toBe(403);
    const here = `${server.url}/webhooks/twilio`;
    expect((await signedFor(server, here)).status).toBe(403);
    expect((await adminOf(server).ask('GET', '/deliveries/in')).body).toMatchObject({
      items: [
        {
          outcome: 'refused',
          signedFor: here,
          urlChecked: server.publicUrl + WEBHOOK,
          hint: expect.stringContaining('PUBLIC_URL') as unknown,
        },
        { outcome: 'refused', signedFor: other, reason: 'It was signed for another address.' },
      ],
    });
  });

  it('are listed with what may be wrong, when no address fits or nothing was signed', async () => {
    const server = await startApp({ flows: HELLO });
    await signedFor(server, 'https://elsewhere.example/x');
    await server.post(WEBHOOK, 'Body=hi', { 'content-type': 'application/x-www-form-urlencoded' });
    expect((await adminOf(server).ask('GET', '/deliveries/in')).body).toMatchObject({
      items: [
        { outcome: 'refused', signedFor: null, reason: 'It had no signature.' },
        { outcome: 'refused', signedFor: null, hint: expect.stringContaining('TWILIO_AUTH_TOKEN') as unknown },
      ],
    });
  });
});

describe('texts that went out', () => {
  it('are listed with what became of them, and with Twilio’s code in plain words', async () => {
    const server = await startApp({
      flows: flowOf([
        { id: 'pause', type: 'delay', for: '9s' },
        { id: 'hello', type: 'message', text: 'Hello.' },
      ]),
    });
    const admin = adminOf(server);
    await openPhone(server).text('hi');
    await server.clock.advance(9_000);
    await until(() => expect(server.twilio.messages).toHaveLength(1));
    const [{ id }] = ((await admin.ask('GET', '/deliveries/out')).body as { items: [{ id: string }] }).items;
    const sid = server.twilio.messages[0]?.sid ?? '';
    await tellStatus(server, { message: id, sid, status: 'undelivered', error: '30003' });
    expect((await admin.ask('GET', '/deliveries/out')).body).toMatchObject({
      items: [
        {
          to: '+14155550100',
          channel: 'sms',
          text: 'Hello.',
          state: 'undelivered',
          code: '30003',
          words: expect.stringContaining('could not be reached') as unknown,
          conversation: '1',
          deadLetter: null,
          retryable: false,
        },
      ],
    });
    expect((await admin.ask('GET', '/deliveries/out?state=failed')).body).toEqual({ items: [], next: null });
    expect((await admin.ask('GET', '/deliveries/out?state=undelivered')).body).toMatchObject({ items: [{ text: 'Hello.' }] });
  });

  it('can be tried again from there, when they failed for good', async () => {
    const server = await startApp({ flows: HELLO });
    const admin = adminOf(server);
    server.twilio.answerNext(twilioError(400, 30007, 'Filtered'));
    await admin.ask('POST', '/conversations', { flow: 'talk', to: '+14155550132' });
    await server.clock.advance(0);
    const failed = async () =>
      (await admin.ask('GET', '/deliveries/out?state=failed')).body as { items: { deadLetter: string | null }[] };
    await until(async () => expect((await failed()).items).toMatchObject([{ code: '30007', retryable: true }]));
    const [{ deadLetter } = { deadLetter: null }] = (await failed()).items;
    expect((await admin.ask('POST', `/dead-letters/${deadLetter}/retry`)).status).toBe(200);
    await server.clock.advance(0);
    await until(async () => expect((await failed()).items).toEqual([]));
  });

  it('show no code', async () => {
    const server = await startApp();
    const phone = openPhone(server);
    await phone.text('hi');
    void phone.text('415 555 0132');
    const { body: sent } = await server.twilio.waitForMessage(({ to }) => to === '+14155550132');
    const code = /\d{6}/.exec(sent)?.[0] ?? 'none';
    const { body } = await adminOf(server).ask('GET', '/deliveries/out');
    expect(JSON.stringify(body)).toContain('is your Parley code');
    expect(JSON.stringify(body)).not.toContain(code);
    await server.clock.advance(5_000);
  });
});
