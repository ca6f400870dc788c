import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { ADMIN_TOKEN } from './support/config.ts';
import { said } from './support/shipped-flow.ts';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

describe('the simulator', () => {
  const authorization = `Bearer ${ADMIN_TOKEN}`;

  it('answers a message as its phone would show it, and keeps all that was sent to a number', async () => {
    const server = await startApp({ mode: 'local' });
    const from = '+14155550100';
    const answer = await server.post('/api/v1/simulator/messages', { from, text: 'hi' }, { authorization });
    const at = expect.stringMatching(ISO) as unknown;
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({ messages: [{ text: said('ask_phone'), media: [], buttons: [], at }] });
    const held = server.post('/api/v1/simulator/messages', { from, channel: 'sms', text: '415 555 0132' }, { authorization });
    await server.clock.untilTimer(5_000);
    await server.clock.advance(5_000);
    expect((await held).body).toEqual({
      messages: [{ text: said('ask_code', { phone: '+14155550132' }), media: [], buttons: [], at }],
    });
    const outbox = (await server.admin('/simulator/outbox?to=%2B14155550132')).body as { items: { text: string }[] };
    expect(outbox).toEqual({
      items: [
        {
          to: '+14155550132',
          from: expect.stringMatching(/^\+\d+$/) as unknown,
          text: expect.stringMatching(/^\d{6} is your /) as unknown,
          at,
        },
      ],
    });
    const code = outbox.items[0]?.text.slice(0, 6);
    const last = await server.post('/api/v1/simulator/messages', { from, text: code }, { authorization });
    expect(last.body).toMatchObject({ messages: [{ text: said('done') }] });
    const mine = (await server.admin(`/simulator/outbox?to=${encodeURIComponent(from)}`)).body as { items: { text: string }[] };
    expect(mine.items.map(({ text }) => text)).toEqual([
      said('done'),
      said('ask_code', { phone: '+14155550132' }),
      said('ask_phone'),
    ]);
    expect(server.twilio.messages).toEqual([]);
  });

  it.each([
    {},
    { from: '+14155550100' },
    { text: 'hi' },
    { from: '', text: 'hi' },
    { from: 1, text: 'hi' },
    { from: '+1', text: 'hi', channel: 'fax' },
    { from: '+1', text: 'hi', more: 1 },
    [],
    null,
    'hi',
    true,
  ])('refuses %j with 400', async (body) => {
    const server = await startApp({ mode: 'local' });
    const answer = await server.post(
      '/api/v1/simulator/messages',
      body === null ? 'null' : typeof body === 'string' ? '"hi"' : body,
      { authorization },
    );
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.any(String) as unknown } } });
    expect((await server.admin('/conversations')).body).toEqual({ items: [], next: null });
  });

  it('is not there in live mode', async () => {
    const server = await startApp();
    expect(
      (await server.post('/api/v1/simulator/messages', { from: '+14155550100', text: 'hi' }, { authorization })).status,
    ).toBe(404);
    expect((await server.admin('/simulator/outbox?to=%2B14155550100')).status).toBe(404);
    expect((await server.admin('/conversations')).body).toEqual({ items: [], next: null });
  });

  it('leaves no webhook open to the outside', async () => {
    const server = await startApp({ mode: 'local' });
    expect(
      (await server.post('/webhooks/twilio', 'Body=hi', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(404);
  });
});
