import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { startApp, type TestApp } from './support/app.ts';
import { ADMIN_TOKEN } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { codeSentTo, openPhone, WEBHOOK } from './support/phone.ts';
import { reachCode, retype, signInFlow } from './support/sign-in.ts';
import { until } from './support/transcript.ts';
import { twilioError } from './support/twilio.ts';

const PHONE = '+14155550132';

async function pageOf(server: TestApp): Promise<string> {
  const { status, body } = await server.get('/metrics');
  expect(status).toBe(200);
  return String(body);
}

/** The value of a line of the page. */
function value(page: string, line: string): number {
  const found = page.split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? Number.NaN);
}

describe('GET /metrics', () => {
  it('is for this machine itself, and for whoever shows the admin token', async () => {
    const server = await startApp({ flows: flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]) });
    const ask = async (headers: Record<string, string> = {}) => (await server.get('/metrics', headers)).status;
    expect(await ask()).toBe(200);
    for (const name of [
      'x-forwarded-for',
      'x-forwarded-port',
      'x-original-forwarded-for',
      'forwarded',
      'x-real-ip',
      'true-client-ip',
      'cf-connecting-ip',
      'via',
    ])
      expect(await ask({ [name]: '203.0.113.5' })).toBe(401);
    const forwarded = { 'x-forwarded-for': '203.0.113.5' };
    expect(await ask({ ...forwarded, authorization: `Bearer ${ADMIN_TOKEN}` })).toBe(200);
    expect(await ask({ ...forwarded, authorization: 'Bearer another' })).toBe(401);
  });

  it('counts how far people come who verify a number', async () => {
    const server = await startApp({ flows: signInFlow() });
    const phone = openPhone(server);
    await reachCode(server, phone, PHONE);
    await phone.text('000 000');
    await retype(server, phone, await codeSentTo(server, PHONE));
    const page = await pageOf(server);
    const stage = (name: string) => value(page, `parley_verification_total{stage="${name}"}`);
    expect(['asked', 'number_ok', 'sent', 'typed', 'verified'].map(stage)).toEqual([1, 1, 1, 2, 1]);
    expect(value(page, 'parley_conversations_ended_total{flow="sign-in",outcome="verified"}')).toBe(1);
    expect(value(page, 'parley_sends_total{result="sent",code=""}')).toBe(1);
    expect(value(page, 'parley_codes_last_hour')).toBe(1);
    expect(value(page, 'parley_outbox{state="queued"}')).toBe(0);
  });

  it('counts webhooks by how they were answered, jobs by how late they were, and sends by the code of Twilio', async () => {
    const steps = [
      { id: 'pause', type: 'delay', for: '9s' },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    await openPhone(server).text('hi');
    await server.post(WEBHOOK, 'Body=hi', { 'content-type': 'application/x-www-form-urlencoded' });
    server.twilio.answerNext(twilioError(400, 21614, 'not a mobile number'));
    await server.clock.advance(9_000);
    await until(async () => {
      const page = await pageOf(server);
      expect(value(page, 'parley_sends_total{result="refused",code="21614"}')).toBe(1);
      expect(value(page, 'parley_dead_letters')).toBe(1);
      expect(value(page, 'parley_job_lateness_seconds_count{kind="delay"}')).toBe(1);
      expect(value(page, 'parley_webhook_seconds_count{kind="message",outcome="answered"}')).toBe(1);
      expect(value(page, 'parley_webhook_seconds_count{kind="message",outcome="refused"}')).toBe(1);
      expect(value(page, 'parley_commit_works_total')).toBeGreaterThanOrEqual(value(page, 'parley_commit_groups_total'));
      expect(value(page, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    });
  });

  it('has everything that the dashboard shows', async () => {
    const server = await startApp({ flows: signInFlow() });
    const page = await pageOf(server);
    const dashboard = readFileSync(join(projectRoot(), 'docs/grafana-dashboard.json'), 'utf8');
    const shown = new Set(dashboard.match(/\b(?:parley|nodejs|process)_\w+/g));
    const names = [...shown].map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !page.includes(`# TYPE ${name} `))).toEqual([]);
  });
});
