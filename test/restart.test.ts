import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ManualClock } from './support/clock.ts';
import { flowOf, flowWithApi } from './support/flows.ts';
import { type OtpProvider, startOtpProvider } from './support/otp-provider.ts';
import { openPhone, type Phone } from './support/phone.ts';
import { said } from './support/shipped-flow.ts';
import { newSid } from './support/twilio.ts';

const CODE = '428317';
const ASK_CODE = said('ask_code', { phone: '+14155550132' });

interface Scene {
  readonly provider: OtpProvider;
  readonly server: TestApp;
  readonly phone: Phone;
}

async function openScene(sendOtp: object = {}): Promise<Scene> {
  const provider = await startOtpProvider([CODE]);
  const flows = { ...provider.flows, 'apis/send-otp.json': { ...(provider.flows['apis/send-otp.json'] as object), ...sendOtp } };
  const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place } });
  return { provider, server, phone: openPhone(server) };
}

/** Another process on what is on disk now, as if the first had been killed: it goes on at the same time of day. */
async function killAndStart(server: TestApp, options: Parameters<typeof startApp>[0], later = 0): Promise<TestApp> {
  const clock = new ManualClock();
  clock.setWall(server.clock.now() + later);
  return startApp({ ...options, clock, dataDir: server.copyData(), twilio: server.twilio });
}

describe('a server that is stopped and started again', () => {
  it('in the middle of a pause that a webhook is held for finishes it first', async () => {
    const { server, phone } = await openScene();
    await phone.text('hi');
    const held = phone.text('415 555 0132');
    await server.clock.untilTimer(5_000);
    await server.clock.advance(2_000);
    const stopped = server.stop();
    await server.clock.advance(3_000);
    expect(await held).toMatchObject({ status: 200, texts: [ASK_CODE], ms: 5_000 });
    await stopped;
    await server.restart();
    expect((await phone.text(CODE)).texts).toEqual([said('done')]);
    expect(phone.inbox).toEqual([said('ask_phone'), ASK_CODE, said('done')]);
  });

  it('in the middle of a pause that nobody is held for goes on when the pause is over', async () => {
    const flows = flowOf([
      { id: 'pause', type: 'delay', for: '10m' },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ]);
    const server = await startApp({ flows });
    const phone = openPhone(server);
    expect((await phone.text('hi')).texts).toEqual([]);
    await server.clock.advance(240_000);
    await server.restart();
    await server.clock.advance(359_999);
    expect(phone.inbox).toEqual([]);
    await server.clock.advance(1);
    expect(await phone.nextText()).toBe('Hello.');
  });

  it('while a question waits takes the answer as if nothing had been', async () => {
    const { server, phone } = await openScene();
    await phone.text('hi');
    await server.restart();
    const held = phone.text('415 555 0132');
    await server.clock.untilTimer(5_000);
    await server.clock.advance(5_000);
    expect((await held).texts).toEqual([ASK_CODE]);
    await server.restart();
    expect((await phone.text(CODE)).texts).toEqual([said('done')]);
  });

  it('takes a webhook that was answered before for a repeat', async () => {
    const { server, phone } = await openScene();
    const sid = newSid();
    expect((await phone.text('hi', { sid })).texts).toEqual([said('ask_phone')]);
    await server.restart();
    expect(await phone.text('hi', { sid })).toMatchObject({ status: 200, texts: [] });
    expect((await server.admin('/conversations')).body).toMatchObject({ items: [{ state: 'waiting' }] });
  });
});

describe('a server that is stopped during an API call', () => {
  it('does not wait for it longer than a webhook is held, and makes it again with the same Idempotency-Key', async () => {
    const { server, phone, provider } = await openScene({ timeout: '60s' });
    provider.trouble('send', 'hang');
    await phone.text('hi');
    const held = phone.text('415 555 0132');
    await provider.untilCalled('send');
    const stopped = server.stop();
    await server.clock.advance(8_000);
    await stopped;
    expect(await held).toMatchObject({ status: 200, texts: [] });
    await server.restart();
    await provider.untilCalled('send', 2);
    const keys = provider.calls.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([expect.stringMatching(/^\S{16,}$/), keys[0]]);
    await server.clock.untilTimer(5_000);
    await server.clock.advance(5_000);
    expect(await phone.nextText()).toBe(said('ask_phone'));
    expect(await phone.nextText()).toBe(ASK_CODE);
  });

  it('goes on at "on_error" where "retry" does not name "interrupted", and calls nothing again', async () => {
    const provider = await startOtpProvider();
    const flows = flowWithApi(`http://${provider.place}/send`, { timeout: '60s' });
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place } });
    const phone = openPhone(server);
    provider.trouble('send', 'hang');
    const held = phone.text('hi');
    await provider.untilCalled('send');
    const stopped = server.stop();
    await server.clock.advance(8_000);
    await stopped;
    await held;
    await server.restart();
    expect(await phone.nextText()).toBe('Failed.');
    expect(provider.calls).toHaveLength(1);
  });
});

describe('a server that is killed', () => {
  /** Killed 2 s after the pause of 5 s began; `typed` is what came meanwhile. */
  async function killInPause(later: number, typed: string | null = null) {
    const { server, provider, phone } = await openScene();
    await phone.text('hi');
    void phone.text('415 555 0132');
    await server.clock.untilTimer(5_000);
    await server.clock.advance(2_000);
    // Listens before the next process runs, which may send at once.
    const heard = openPhone(server);
    if (typed !== null) await phone.text(typed);
    const next = await killAndStart(server, { flows: provider.flows, env: { API_ALLOW_HOSTS: provider.place } }, later);
    return { next, phone: openPhone(next), heard };
  }

  it('in the middle of a pause asks for the code when the pause is over', async () => {
    const { next, phone } = await killInPause(0);
    await next.clock.advance(2_999);
    expect(phone.inbox).toEqual([]);
    await next.clock.advance(1);
    expect(await phone.nextText()).toBe(ASK_CODE);
    expect((await phone.text(CODE)).texts).toEqual([said('done')]);
  });

  it('and comes back an hour after the pause was over asks for the code at once', async () => {
    const { heard } = await killInPause(3_600_000);
    expect(await heard.nextText()).toBe(ASK_CODE);
  });

  it('keeps a code that was typed during the pause', async () => {
    const { next, phone } = await killInPause(0, CODE);
    await next.clock.advance(3_000);
    expect(await phone.nextText()).toBe(said('done'));
    expect(phone.inbox).toEqual([said('done')]);
  });

  it('during an API call makes it again with the same Idempotency-Key', async () => {
    const { server, provider, phone } = await openScene();
    provider.trouble('send', 'hang');
    await phone.text('hi');
    void phone.text('415 555 0132');
    await provider.untilCalled('send');
    const next = await killAndStart(server, { flows: provider.flows, env: { API_ALLOW_HOSTS: provider.place } });
    const phoneThen = openPhone(next);
    await provider.untilCalled('send', 2);
    const [first, second] = provider.calls.map(({ headers }) => headers['idempotency-key']);
    expect(second).toBe(first);
    await next.clock.untilTimer(5_000);
    await next.clock.advance(5_000);
    expect(await phoneThen.nextText()).toBe(ASK_CODE);
    expect((await phoneThen.text(CODE)).texts).toEqual([said('done')]);
    provider.release();
  });

  it('before it could answer a webhook sends by REST what was to be said, and a repeat gets nothing', async () => {
    const provider = await startOtpProvider();
    const { 'apis/ask.json': api, 'talk.json': talk } = flowWithApi(`http://${provider.place}/send`, {
      retry: { attempts: 2, on: ['interrupted'] },
    }) as { 'apis/ask.json': unknown; 'talk.json': { steps: object[] } };
    const steps = [{ id: 'hello', type: 'message', text: 'One moment.' }, ...talk.steps] as Record<string, unknown>[];
    const options = { flows: { ...flowOf(steps), 'apis/ask.json': api }, env: { API_ALLOW_HOSTS: provider.place } };
    const server = await startApp(options);
    provider.trouble('send', 'hang', 'hang');
    const sid = newSid();
    const held = openPhone(server).text('hi', { sid });
    await provider.untilCalled('send');
    const heard = openPhone(server);
    const next = await killAndStart(server, options);
    expect(await heard.nextText()).toBe('One moment.');
    expect(await openPhone(next).text('hi', { sid })).toMatchObject({ status: 200, texts: [] });
    await provider.untilCalled('send', 2);
    provider.release();
    expect(await heard.nextText()).toBe('Done.');
    expect(heard.inbox).toEqual(['One moment.', 'Done.']);
    await held;
  });
});
