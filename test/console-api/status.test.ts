import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StatusView } from '../../src/console/contract.ts';
import { adminOf, copyOfFlows } from '../support/admin.ts';
import { answerJson, startFarSide } from '../support/api-kit.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf, flowWithApi } from '../support/flows.ts';
import { codeSentTo, openPhone } from '../support/phone.ts';
import { until } from '../support/transcript.ts';

const DAY = 86_400_000;

async function statusOf(server: TestApp): Promise<StatusView> {
  return (await adminOf(server).ask('GET', '/status')).body as StatusView;
}

async function codesOf(server: TestApp): Promise<readonly string[]> {
  return (await statusOf(server)).warnings.map(({ code }) => code);
}

/** Somebody who comes as far as the code, and types it or not. */
async function verify(server: TestApp, from: string, to: string, types: boolean): Promise<void> {
  const phone = openPhone(server, { number: from });
  await phone.text('hi');
  const held = phone.text(to);
  await server.clock.untilTimer(5_000);
  await server.clock.advance(5_000);
  await held;
  const code = await codeSentTo(server, to);
  if (types) await phone.text(code);
}

describe('GET /status', () => {
  it('says who we are and whether all is well', async () => {
    const server = await startApp({ env: { BRAND: 'Acme' } });
    expect(await statusOf(server)).toMatchObject({
      mode: 'live',
      brand: 'Acme',
      flowsWritable: true,
      health: { database: 'ok', flows: 'ok', worker: 'ok' },
      warnings: [],
    });
  });

  it('counts how far people came, by the day on which they began, and the segments they cost', async () => {
    const server = await startApp();
    await openPhone(server, { number: '+14155550101' }).text('hi');
    await verify(server, '+14155550102', '+14155550132', false);
    await verify(server, '+14155550103', '+14155550133', true);
    await server.clock.advance(DAY);
    await openPhone(server, { number: '+14155550104' }).text('hi');
    const { funnel, texts } = await statusOf(server);
    const today = new Date(server.clock.now()).toISOString().slice(0, 10);
    expect(funnel).toHaveLength(7);
    expect(funnel.slice(-2)).toEqual([
      { day: expect.any(String) as unknown, asked: 3, number_ok: 2, sent: 2, delivered: 1, typed: 1, verified: 1 },
      { day: today, asked: 1, number_ok: 0, sent: 0, delivered: 0, typed: 0, verified: 0 },
    ]);
    expect(texts.segments7d).toBe(9);
    expect(texts.estimate).toBe(Math.round((9 / 7) * 30));
  });

  it('counts a provider outside as it does our own', async () => {
    const far = await startFarSide((response, { url }) =>
      answerJson(response, 200, url === '/check' ? { ok: true } : { ref: 'r' }),
    );
    const api = (url: string, body: object) => ({ method: 'POST', url: `http://${far.place}${url}`, body });
    const flows = {
      'talk.json': {
        trigger: { default: true },
        steps: [
          { id: 'ask', type: 'capture', expect: 'phone', prompt: 'Number?', save: 'phone' },
          { id: 'send', type: 'api', api: 'text-them', on_error: 'end' },
          { id: 'code', type: 'capture', expect: 'code', prompt: 'Code?', save: 'typed' },
          { id: 'look', type: 'api', api: 'look-up', on_error: 'end' },
          { id: 'yes', type: 'end', outcome: 'verified' },
        ],
      },
      'apis/text-them.json': api('/send', { to: '{{ phone }}' }),
      'apis/look-up.json': api('/check', { code: '{{ typed }}' }),
    };
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: far.place } });
    const phone = openPhone(server);
    for (const text of ['hi', '415 555 0132', '123456']) await phone.text(text);
    const { funnel } = await statusOf(server);
    expect(funnel.at(-1)).toMatchObject({ asked: 1, number_ok: 1, sent: 1, typed: 1, verified: 1 });
  });

  it('ticks the first steps as they are done', async () => {
    const server = await startApp({ flows: copyOfFlows(), mode: 'local' });
    const admin = adminOf(server);
    const done = async () => (await statusOf(server)).steps.flatMap((step) => (step.done ? [step.id] : []));
    expect((await statusOf(server)).steps).toHaveLength(5);
    expect(await done()).toEqual([]);
    await admin.ask('POST', '/try', {});
    expect(await done()).toEqual(['try']);
    const { source, digest: base } = (await admin.ask('GET', '/flows/phone-verification')).body as {
      source: string;
      digest: string;
    };
    await admin.ask('POST', '/flows/phone-verification/publish', { source: source.replace('What mobile', 'Which mobile'), base });
    await admin.ask('POST', '/apis/send-otp/try', { attributes: { phone: '+14155550132' } });
    expect(await done()).toEqual(['try', 'flow', 'api']);
  });

  it('speaks of Send OTP and Verify OTP only where the catalogue has them', async () => {
    const hint = async (server: TestApp) => (await statusOf(server)).steps.find(({ id }) => id === 'api')?.hint;
    const talk = flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]);
    expect(await hint(await startApp())).toMatch(/^Send OTP and Verify OTP work/);
    expect(await hint(await startApp({ flows: talk }))).toMatch(/^The catalogue is empty/);
    expect(await hint(await startApp({ flows: flowWithApi('https://api.example.com/x') }))).toMatch(/^Send one with its sample/);
  });

  it('warns of an API that fails, of what failed for good, and of test codes', async () => {
    const far = await startFarSide((response) => answerJson(response, 500, {}));
    const env = { API_ALLOW_HOSTS: far.place, TEST_OTP: '+14155550132:123456', TEST_OTP_UNTIL: '2027-01-31' };
    const server = await startApp({ flows: flowWithApi(`http://${far.place}/`), env });
    for (let count = 0; count < 3; count += 1) await openPhone(server).text('hi');
    expect(await codesOf(server)).toEqual(['test-codes', 'failing-api']);
  });

  it('warns of a file that could not be taken up, until it is mended', async () => {
    const flows = copyOfFlows();
    const server = await startApp({ flows });
    writeFileSync(join(flows, 'broken.json'), '{');
    await until(async () => {
      await server.clock.advance(50);
      expect(await codesOf(server)).toEqual(['broken-files']);
    });
  });
});

it('GET /flows counts how the conversations of the last day went', async () => {
  const server = await startApp();
  const admin = adminOf(server);
  await verify(server, '+14155550103', '+14155550133', true);
  await openPhone(server).text('hi');
  const card = async () => ((await admin.ask('GET', '/flows')).body as { items: { last24h: object }[] }).items[0]?.last24h;
  expect(await card()).toEqual({ started: 2, verified: 1, gave_up: 0, failed: 0 });
  await server.clock.advance(DAY + 1);
  expect(await card()).toMatchObject({ started: 0 });
});
