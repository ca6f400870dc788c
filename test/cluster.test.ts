import { describe, expect, it, onTestFinished } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ManualClock } from './support/clock.ts';
import { flowOf, flowWithApi } from './support/flows.ts';
import { startOtpProvider } from './support/otp-provider.ts';
import { openPhone } from './support/phone.ts';
import { postgresServer } from './support/postgres.ts';
import { startFakeTwilio, twilioError } from './support/twilio.ts';

const postgres = await postgresServer();

/** Two servers on one database, with the same clock and the same Twilio. */
async function startTwo(options: Parameters<typeof startApp>[0] = {}): Promise<readonly [TestApp, TestApp, string]> {
  const url = await postgres.create();
  onTestFinished(() => postgres.drop(url));
  const clock = new ManualClock();
  const twilio = await startFakeTwilio(() => clock.now());
  const each = { ...options, clock, twilio, env: { ...options.env, DATABASE_URL: url } };
  return [await startApp(each), await startApp(each), url];
}

const QUESTIONS = flowOf([
  { id: 'name', type: 'capture', expect: 'text', prompt: 'Your name?', save: 'name' },
  { id: 'town', type: 'capture', expect: 'text', prompt: 'Your town?', save: 'town' },
  { id: 'thanks', type: 'message', text: '{{ name }} of {{ town }}, thank you.' },
]);

describe('two processes on one database', () => {
  it('chat with one person, whichever of them gets the message', async () => {
    const [a, b] = await startTwo({ flows: QUESTIONS });
    const [onA, onB] = [openPhone(a), openPhone(b)];
    expect((await onA.text('hi')).texts).toEqual(['Your name?']);
    expect((await onB.text('Ada')).texts).toEqual(['Your town?']);
    expect((await onA.text('Oslo')).texts).toEqual(['Ada of Oslo, thank you.']);
  });

  it('keep what reaches the one while the other is in a call, and answer it there', async () => {
    const provider = await startOtpProvider();
    const steps = [
      { id: 'ask_api', type: 'api', api: 'ask', on_error: 'end' },
      { id: 'ask', type: 'capture', expect: 'code', prompt: 'Your code?', save: 'code' },
      { id: 'thanks', type: 'message', text: 'Thank you.' },
    ];
    const flows = { ...flowWithApi(`http://${provider.place}/send`), ...flowOf(steps) };
    const [a, b] = await startTwo({ flows, env: { API_ALLOW_HOSTS: provider.place } });
    const [onA, onB] = [openPhone(a), openPhone(b)];
    provider.trouble('send', 'hang');
    const held = onA.text('hi');
    await provider.untilCalled('send');
    expect(await onB.text('123456')).toMatchObject({ status: 200, texts: [], ms: 0 });
    provider.release();
    expect((await held).texts).toEqual(['Thank you.']);
    expect(provider.calls).toHaveLength(1);
  });

  it('answer a held webhook where it is held, though its timer is a job', async () => {
    const pause = { id: 'pause', type: 'delay', for: '3s' };
    const [a, b] = await startTwo({ flows: flowOf([pause, { id: 'hello', type: 'message', text: 'Hello.' }]) });
    const phone = openPhone(a);
    for (let chat = 0; chat < 3; chat++) {
      const held = phone.text('hi');
      await a.clock.untilTimer(3_000);
      await b.clock.advance(3_000);
      expect(await held).toMatchObject({ texts: ['Hello.'], ms: 3_000 });
    }
    expect(a.twilio.messages).toEqual([]);
  });

  it('say nothing twice and move nothing twice when a repeat reaches the other one', async () => {
    const [a, b] = await startTwo({ flows: QUESTIONS });
    const sid = `SM${'7'.repeat(32)}`;
    expect((await openPhone(a).text('hi', { sid })).texts).toEqual(['Your name?']);
    expect(await openPhone(b).text('hi', { sid })).toMatchObject({ status: 200, texts: [] });
    expect((await openPhone(b).text('Ada')).texts).toEqual(['Your town?']);
  });

  it('say nothing any more to somebody who opted out at the other one, not even what was about to be said', async () => {
    const provider = await startOtpProvider();
    const steps = [
      { id: 'wait', type: 'message', text: 'One moment.' },
      { id: 'ask_api', type: 'api', api: 'ask', on_error: 'end' },
      { id: 'done', type: 'message', text: 'Done.' },
    ];
    const flows = { ...flowWithApi(`http://${provider.place}/send`), ...flowOf(steps) };
    const [a, b] = await startTwo({ flows, env: { API_ALLOW_HOSTS: provider.place } });
    provider.trouble('send', 'hang');
    const held = openPhone(a).text('hi');
    await provider.untilCalled('send');
    expect((await openPhone(b).text('STOP')).texts).toEqual([]);
    expect((await held).texts).toEqual([]);
    provider.release();
    expect((await openPhone(b).text('hi')).texts).toEqual([]);
    expect(a.twilio.messages).toEqual([]);
  });

  it('tell whoever asks for a code at either one that its text was refused', async () => {
    const [a, b] = await startTwo({ env: { SECRET_OTP_KEY: 'the-key-of-the-endpoints' } });
    const ask = (server: TestApp, toNumber: string) =>
      server.post('/otp/send', { toNumber }, { authorization: 'Bearer the-key-of-the-endpoints' });
    a.twilio.answerAll(twilioError(400, 21614, 'not a mobile number'));
    const answers = await Promise.all([ask(a, '+14155552671'), ask(b, '+14155552672')]);
    expect(answers.map(({ body }) => (body as { status: string }).status)).toEqual(['provider_down', 'provider_down']);
  });
});
