import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { startEventsReceiver } from './support/events-receiver.ts';
import { flowOf } from './support/flows.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { BOT_NUMBER } from './support/twilio.ts';

const NUMBER = '+14155550132';
const DAY = 86_400_000;
const VERIFY = flowOf([
  { id: 'verify', type: 'verify', phone: NUMBER, pause: '0s', repause: '0s', next: 'end', on: { too_many_checks: 'end' } },
]);

async function verify(server: TestApp, typed?: string): Promise<string> {
  const phone = openPhone(server);
  await phone.text('hi');
  const code = await codeSentTo(server, NUMBER);
  await server.clock.advance(1);
  for (let tries = 0; tries < (typed === undefined ? 1 : 5); tries += 1) {
    await phone.text(typed ?? code);
    await server.clock.advance(1);
  }
  return code;
}

describe('a verify step', () => {
  it('is told to the owner as approved, with the number, the method and how long it holds', async () => {
    const owner = await startEventsReceiver();
    const server = await startApp({ flows: VERIFY, env: owner.env });
    const code = await verify(server);
    const told = await owner.untilTold(2);
    expect(told.map(({ type }) => type)).toEqual(['verification.approved', 'conversation.ended']);
    const { verifiedAt, verifiedUntil, ...data } = told[0]?.data ?? {};
    expect(data).toEqual({
      contact: { address: '+14155550100', channel: 'sms', ours: BOT_NUMBER },
      conversation: '1',
      flow: 'talk',
      phone: NUMBER,
      method: 'builtin',
    });
    expect(Date.parse(String(verifiedUntil)) - Date.parse(String(verifiedAt))).toBe(30 * DAY);
    expect(told.map(({ text }) => text).join('')).not.toContain(code);
  });

  it('is told as failed, with the verdict', async () => {
    const owner = await startEventsReceiver();
    const server = await startApp({ flows: VERIFY, env: owner.env });
    await verify(server, '000000');
    const told = await owner.untilTold(2);
    expect(told.map(({ type }) => type)).toEqual(['verification.failed', 'conversation.ended']);
    expect(told[0]?.data).toMatchObject({ phone: NUMBER, method: 'builtin', verdict: 'too_many_checks' });
  });
});

describe('a hand-over', () => {
  it('is told to the owner once', async () => {
    const owner = await startEventsReceiver();
    const flows = flowOf([
      { id: 'person', type: 'handoff', text: 'One of us answers soon.', resume_after: '1m', next: 'bye' },
      { id: 'bye', type: 'message', text: 'Bye.' },
    ]);
    const server = await startApp({ flows, env: owner.env });
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('hello?');
    await server.clock.advance(60_000);
    const told = await owner.untilTold(2);
    expect(told.map(({ type }) => type)).toEqual(['conversation.handed_off', 'conversation.ended']);
    expect(told[0]?.data).toMatchObject({ contact: { address: phone.number }, conversation: '1', flow: 'talk' });
  });
});

describe('GET /api/v1/contacts?phone=', () => {
  it('says whether a number is verified, since when and until when, however it is written', async () => {
    const server = await startApp({ flows: VERIFY });
    expect((await server.admin('/contacts?phone=%2B14155550132')).body).toEqual({
      phone: NUMBER,
      verified: false,
      verifiedAt: null,
      verifiedUntil: null,
      verifiedBy: null,
      items: [],
    });
    await verify(server);
    const written = ['%2B14155550132', '+14155550132', '(415)%20555-0132', 'whatsapp:%2B14155550132', '0014155550132'];
    const answers = await Promise.all(written.map((phone) => server.admin(`/contacts?phone=${phone}`)));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ phone: NUMBER, verified: true, verifiedBy: 'builtin' });
      const { verifiedAt, verifiedUntil, items } = body as { verifiedAt: string; verifiedUntil: string; items: unknown };
      expect(Date.parse(verifiedUntil) - Date.parse(verifiedAt)).toBe(30 * DAY);
      const facts = { verified: true, verifiedAt, verifiedUntil, verifiedBy: 'builtin' };
      expect(items).toEqual([{ address: '+14155550100', channel: 'sms', ours: BOT_NUMBER, ...facts }]);
    }
    server.clock.setWall(server.clock.now() + 30 * DAY);
    expect((await server.admin('/contacts?phone=%2B14155550132')).body).toMatchObject({
      verified: false,
      verifiedAt: expect.any(String) as unknown,
      items: [{ verified: false }],
    });
  });

  it.each(['', '?phone=', '?phone=hello', '?phone=911', '?phone=1&phone=2'])('answers 400 to "%s"', async (query) => {
    const server = await startApp({ flows: VERIFY });
    expect(await server.admin(`/contacts${query}`)).toMatchObject({ status: 400, body: { error: { code: 'bad_query' } } });
  });

  it('is for admins', async () => {
    const server = await startApp({ flows: VERIFY });
    for (const path of ['/contacts?phone=1', '/otp/budgets']) expect((await server.get(`/api/v1${path}`)).status).toBe(401);
    expect((await server.post('/api/v1/otp/countries/US/open', {})).status).toBe(401);
  });
});
