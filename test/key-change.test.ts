import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ManualClock } from './support/clock.ts';
import { SECRET_KEY } from './support/config.ts';
import { makeFolder, runParley, startParley } from './support/parley.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { said, saidAgain } from './support/shipped-flow.ts';
import { newSid } from './support/twilio.ts';
import { statusesOf, until } from './support/transcript.ts';

const NEW_KEY = Buffer.alloc(32, 'n').toString('base64');
const OTP_KEY = 'the-key-of-the-otp-endpoints';
const WITH_KEY = { authorization: `Bearer ${OTP_KEY}` };
const PHONE = '+14155550132';

function start(): Promise<TestApp> {
  return startApp({ env: { SECRET_OTP_KEY: OTP_KEY } });
}

/** A server with another SECRET_KEY on the data of the first, at the same time of day. */
function startWith(first: TestApp, env: Readonly<Record<string, string>>): Promise<TestApp> {
  const clock = new ManualClock();
  clock.setWall(first.clock.now());
  return startApp({ env: { SECRET_OTP_KEY: OTP_KEY, ...env }, clock, dataDir: first.copyData(), twilio: first.twilio });
}

const CHANGED = { SECRET_KEY: NEW_KEY, SECRET_KEY_PREVIOUS: SECRET_KEY };

describe('after SECRET_KEY was changed and the old one named in SECRET_KEY_PREVIOUS', () => {
  it('a message that was taken before is still taken once', async () => {
    const first = await start();
    const sid = newSid();
    expect((await openPhone(first).text('hi', { sid })).texts).toEqual([said('ask_phone')]);
    await first.stop();
    const next = await startWith(first, CHANGED);
    expect(await openPhone(next).text('hi', { sid })).toMatchObject({ status: 200, texts: [] });
    expect(await statusesOf(next)).toEqual(['used', expect.any(String)]);
    expect((await openPhone(next).text('hi')).texts).toEqual([saidAgain('ask_phone')]);
  });

  it('a phone that was sent a code waits as long as before for the next one, and the code holds', async () => {
    const first = await start();
    const sent = await first.post('/otp/send', { toNumber: PHONE }, { ...WITH_KEY, 'idempotency-key': 'once' });
    const { systemOtp } = sent.body as { systemOtp: string };
    const userOtp = await codeSentTo(first, PHONE);
    await first.stop();
    const next = await startWith(first, CHANGED);
    const again = await next.post('/otp/send', { toNumber: PHONE }, WITH_KEY);
    expect(again).toMatchObject({ status: 429, body: { status: 'too_many_sends', retryAfter: 30 } });
    const repeated = await next.post('/otp/send', { toNumber: PHONE }, { ...WITH_KEY, 'idempotency-key': 'once' });
    expect(repeated).toMatchObject({ status: 200, body: sent.body });
    const checked = await next.post('/otp/verify', { systemOtp, userOtp }, WITH_KEY);
    expect(checked).toMatchObject({ status: 200, body: { verified: true, status: 'approved' } });
    expect(next.twilio.messages).toHaveLength(1);
  });
});

describe('after SECRET_KEY was changed without a word of the old one', () => {
  it('the database is refused', async () => {
    const first = await start();
    await first.stop();
    await expect(startWith(first, { SECRET_KEY: NEW_KEY })).rejects.toMatchObject({ code: 'other_key' });
  });

  it('parley start exits with 3, says why and what to do, and the old key still works', async () => {
    const folder = makeFolder({
      'flows/talk.json': { trigger: { default: true }, steps: [{ id: 'a', type: 'message', text: 'A' }] },
    });
    const run = async (key: string) => {
      const server = startParley(['start'], { folder, env: { PORT: '0', SECRET_KEY: key } });
      await server.until(/Parley runs in local mode/);
      server.signal('SIGTERM');
      return (await server.ended).code;
    };
    expect(await run(SECRET_KEY)).toBe(0);
    const { code, stdout, stderr } = await runParley(['start'], { folder, env: { PORT: '0', SECRET_KEY: NEW_KEY } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^The server could not start: .*another SECRET_KEY.*SECRET_KEY_PREVIOUS.*\n$/m);
    expect(stderr).not.toContain(NEW_KEY);
    expect(await run(SECRET_KEY)).toBe(0);
  });
});

describe('a server with SECRET_KEY_PREVIOUS set', () => {
  it('encrypts everything anew by itself, says when it is done, and the old key is then needed no more', async () => {
    const first = await start();
    await openPhone(first).text('hi');
    await first.stop();
    const next = await startWith(first, CHANGED);
    await until(async () => {
      await next.clock.advance(100);
      expect(next.logs.join('')).toContain('SECRET_KEY_PREVIOUS can be taken out of the settings');
    });
    await next.stop();
    const last = await startWith(next, { SECRET_KEY: NEW_KEY });
    expect(await statusesOf(last)).toEqual(['used', expect.any(String)]);
    expect((await last.admin('/conversations/1')).body).toMatchObject({
      transcript: [{ text: 'hi' }, { text: said('ask_phone') }],
    });
  });
});
