import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ADMIN_TOKEN } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { SHIPPED } from './support/shipped-flow.ts';

const KEY = 'the-key-of-the-otp-endpoints';
const WITH_KEY = { authorization: `Bearer ${KEY}` };
const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function start(env: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  return startApp({ env: { SECRET_OTP_KEY: KEY, ...env } });
}

function sendTo(server: TestApp, toNumber: string) {
  return server.post('/otp/send', { toNumber }, WITH_KEY);
}

/** Numbers of prefixes of their own. */
function farNumber(index: number): string {
  return `+1212${200 + index}0100`;
}

async function sendMany(server: TestApp, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index += 1) expect((await sendTo(server, farNumber(index))).status).toBe(200);
}

describe('GET /api/v1/otp/budgets', () => {
  it('says how full each budget is', async () => {
    const server = await start({ OTP_SENDS_PER_HOUR: '40', TEST_OTP: '+14155550132:123456', TEST_OTP_UNTIL: '2027-01-31' });
    for (let index = 0; index < 20; index += 1) await sendTo(server, `+1415555${1000 + index}`);
    expect((await server.admin('/otp/budgets')).body).toEqual({
      everything: { limit: 40, per: 3600, sends: 20 },
      destinations: { limit: 10, per: 86_400, full: 0 },
      senders: { limit: 5, per: 86_400, full: 0 },
      prefixes: { limit: 20, per: 3600, full: 1 },
      countries: [{ country: 'US', sends: 20, approved: 0, usual: 0, closed: false, closedAt: null, opensAt: null }],
      allowedCountries: ['US'],
      testPhones: { count: 1, active: true, until: '2027-02-01T00:00:00.000Z' },
    });
  });

  it('counts those that were verified', async () => {
    const server = await start();
    const { body } = await sendTo(server, farNumber(1));
    const userOtp = await codeSentTo(server, farNumber(1));
    await server.post('/otp/verify', { systemOtp: (body as { systemOtp: string }).systemOtp, userOtp }, WITH_KEY);
    expect((await server.admin('/otp/budgets')).body).toMatchObject({ countries: [{ sends: 1, approved: 1 }], testPhones: null });
  });
});

describe('OTP_SENDS_PER_HOUR', () => {
  it('is how many codes leave in an hour, over a restart', async () => {
    const server = await start({ OTP_SENDS_PER_HOUR: '2' });
    await sendMany(server, 2);
    await server.restart();
    const refused = await sendTo(server, farNumber(2));
    expect(refused).toMatchObject({ status: 429, body: { status: 'too_many_sends', retryAfter: 3600 } });
    expect(refused.headers['retry-after']).toBe('3600');
    expect(server.twilio.messages).toHaveLength(2);
    await server.clock.advance(HOUR);
    await sendMany(server, 1, 2);
  });
});

describe('a country where hardly a code is typed', () => {
  it('is closed with an alarm, over a restart, and opened again by an admin', async () => {
    const server = await start();
    await sendMany(server, 200);
    expect(await sendTo(server, farNumber(200))).toMatchObject({
      status: 429,
      body: { status: 'too_many_sends', retryAfter: 3600 },
    });
    const alarms = server.logs.map(
      (line) => JSON.parse(line) as { level: unknown; country?: string; sends?: number; closedFor?: number },
    );
    expect(alarms.filter(({ closedFor }) => closedFor !== undefined)).toMatchObject([
      { country: 'US', sends: 200, closedFor: 3600 },
    ]);
    await server.restart();
    expect((await sendTo(server, farNumber(201))).status).toBe(429);
    expect(server.twilio.messages).toHaveLength(200);
    expect((await server.admin('/otp/budgets')).body).toMatchObject({
      countries: [{ country: 'US', closed: true, opensAt: new Date(server.clock.now() + HOUR).toISOString() }],
    });
    const open = (country: string) => server.post(`/api/v1/otp/countries/${country}/open`, {}, ADMIN);
    expect(await open('us')).toMatchObject({ status: 200, body: { country: 'US', closed: false } });
    expect(await open('US')).toMatchObject({ status: 404, body: { error: { code: 'not_closed' } } });
    expect(await open('everywhere')).toMatchObject({ status: 404, body: { error: { code: 'not_closed' } } });
    expect((await sendTo(server, farNumber(201))).status).toBe(200);
  }, 60_000);
});

describe('a person in a chat', () => {
  it('has codes sent to five numbers a day, whatever the conversation, over a restart', async () => {
    const steps = [
      { id: 'note', type: 'set', attributes: { phone: '{{ message.text }}' } },
      { id: 'send', type: 'api', api: 'send-otp', on_error: 'later', next: 'sent' },
      { id: 'sent', type: 'message', text: 'Sent.', next: 'end' },
      { id: 'later', type: 'message', text: 'Later.' },
    ];
    const flows = {
      ...flowOf(steps, { attributes: { system_otp: { secret: true } } }),
      'apis/send-otp.json': SHIPPED['apis/send-otp.json'],
    };
    const server = await startApp({ flows });
    const phone = openPhone(server);
    const said: string[] = [];
    for (let index = 0; index < 6; index += 1) said.push(...(await phone.text(farNumber(index))).texts);
    expect(said).toEqual(['Sent.', 'Sent.', 'Sent.', 'Sent.', 'Sent.', 'Later.']);
    expect((await openPhone(server, { number: '+16502000001' }).text(farNumber(5))).texts).toEqual(['Sent.']);
    await server.restart();
    server.clock.setWall(server.clock.now() + 23 * HOUR);
    await server.clock.advance(MINUTE);
    expect((await phone.text(farNumber(6))).texts).toEqual(['Later.']);
    server.clock.setWall(server.clock.now() + HOUR);
    await server.clock.advance(MINUTE);
    expect((await phone.text(farNumber(6))).texts).toEqual(['Sent.']);
  }, 60_000);
});

describe('one number', () => {
  it('has one budget, however it is written', async () => {
    const server = await start();
    expect((await sendTo(server, '+1 (415) 555-0132')).status).toBe(200);
    for (const written of ['0014155550132', 'whatsapp:+14155550132', '415.555.0132']) {
      expect(await sendTo(server, written)).toMatchObject({ status: 429, body: { retryAfter: 30 } });
    }
    expect(server.twilio.messages).toHaveLength(1);
  });
});

describe('what the OTP service keeps', () => {
  it('is deleted when it counts no longer, at a start and while running', async () => {
    const server = await start();
    await sendMany(server, 3);
    const deleted = () => server.logs.flatMap((line) => (JSON.parse(line) as { rows?: number }).rows ?? []);
    expect(deleted()).toEqual([0]);
    await server.clock.advance(25 * HOUR);
    expect(deleted().filter((rows) => rows > 0)).toEqual([3]);
    await sendMany(server, 2, 3);
    await server.stop();
    server.clock.setWall(server.clock.now() + 25 * HOUR);
    await server.restart();
    expect(deleted().at(-1)).toBe(2);
  }, 60_000);
});

describe('TEST_OTP', () => {
  it('says that it does nothing any more after its date', async () => {
    const server = await start({ TEST_OTP: '+14155550132:123456', TEST_OTP_UNTIL: '2027-01-01' });
    expect(server.logs.join('')).toContain('TEST_OTP_UNTIL has passed');
    await sendTo(server, '+14155550132');
    expect(await codeSentTo(server, '+14155550132')).not.toBe('123456');
    expect((await server.admin('/otp/budgets')).body).toMatchObject({ testPhones: { count: 1, active: false } });
  });
});
