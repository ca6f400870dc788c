import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf, flowWithApi } from '../support/flows.ts';
import { startOtpProvider } from '../support/otp-provider.ts';
import { openPhone, type Phone, WEBHOOK } from '../support/phone.ts';
import { idOf, report } from '../support/report.ts';
import { BOT_NUMBER, inboundParams, newSid, signWebhook } from '../support/twilio.ts';
import { passTimeFor, rowsOf, statusesOf, textsOf } from './rows.ts';

const MINE = '+14155550132';
const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);
/** Says the same twice, too late for the webhook. */
const TWICE = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'one', type: 'message', text: 'Hello.' },
  { id: 'two', type: 'message', text: 'Hello.' },
]);

/** Somebody whose text goes by REST, and Twilio's answer to it is lost: nobody knows whether it was sent. */
async function openDoubt(flows = PAUSE): Promise<{ readonly server: TestApp; readonly phone: Phone }> {
  const server = await startApp({ flows });
  const phone = openPhone(server);
  await phone.text('hi');
  server.twilio.answerNext('reset');
  await server.clock.advance(9_000);
  await server.twilio.waitForMessage(() => true);
  await expect.poll(() => statusesOf(server)[0]).toBe('unknown');
  return { server, phone };
}

function listed(server: TestApp, body: string, at = server.clock.now()) {
  return { sid: newSid(), direction: 'outbound-reply' as const, from: BOT_NUMBER, to: '+14155550100', body, status: 'sent', at };
}

/** A webhook whose sender closes the connection before it is answered. */
async function postAndHangUp(server: TestApp, signal: AbortSignal): Promise<void> {
  const params = inboundParams();
  const signature = signWebhook({ publicUrl: server.publicUrl, path: WEBHOOK, params });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  const body = new URLSearchParams(params).toString();
  await expect(request(server.url + WEBHOOK, { method: 'POST', headers, body, signal })).rejects.toThrow('aborted');
}

describe('a text of which nobody knows whether it was sent', () => {
  it('is settled as sent when the list of Twilio has it, and not sent again', async () => {
    const { server } = await openDoubt();
    await passTimeFor(server, () => statusesOf(server), ['sent']);
    expect(textsOf(server)).toMatchObject([{ sid: server.twilio.messages[0]?.sid, repeated: null }]);
    await server.clock.advance(60_000);
    expect(server.twilio.messages).toHaveLength(1);
    expect(rowsOf(server, 'jobs')).toEqual([]);
  });

  it('is sent again and flagged when the list does not have it', async () => {
    const { server, phone } = await openDoubt();
    server.twilio.listed.length = 0;
    await passTimeFor(server, () => statusesOf(server), ['sent']);
    expect(server.twilio.messages).toHaveLength(2);
    expect(textsOf(server)).toMatchObject([{ repeated: 1, sid: server.twilio.messages[1]?.sid }]);
    expect(phone.inbox).toEqual(['Hello.']);
  });

  it('is settled by a report of its delivery, without asking', async () => {
    const { server } = await openDoubt();
    const [sent] = server.twilio.messages;
    server.twilio.listed.length = 0;
    await report(server, { id: sent ? idOf(sent) : 0, sid: sent?.sid ?? '', status: 'delivered' });
    expect(statusesOf(server)).toEqual(['delivered']);
    await server.clock.advance(60_000);
    expect(server.twilio.messages).toHaveLength(1);
    expect(rowsOf(server, 'jobs')).toEqual([]);
  });

  it('is not taken for another one that reads the same and was sent long before', async () => {
    const { server } = await openDoubt();
    server.twilio.listed.splice(0, 1, listed(server, 'Hello.', server.clock.now() - 60_000));
    await passTimeFor(server, () => statusesOf(server), ['sent']);
    expect(server.twilio.messages).toHaveLength(2);
  });

  it('is asked about again while the list cannot be had', async () => {
    const { server } = await openDoubt();
    await server.twilio.stop();
    await server.clock.advance(60_000);
    expect(statusesOf(server)).toEqual(['unknown']);
    expect(rowsOf(server, 'jobs')).toMatchObject([{ kind: 'settle', dead_at: null }]);
  });
});

describe('texts that read the same', () => {
  it('are settled one by one: of two in doubt, one of which was sent, the other is sent again', async () => {
    const server = await startApp({ flows: TWICE });
    await openPhone(server).text('hi');
    server.twilio.answerNext('reset');
    server.twilio.answerNext('reset');
    await passTimeFor(server, () => server.twilio.messages.length, 2);
    server.twilio.listed.length = 1;
    await passTimeFor(server, () => statusesOf(server), ['sent', 'sent']);
    expect(server.twilio.messages).toHaveLength(3);
    const sids = textsOf(server).map((row) => row['sid']);
    expect(new Set(sids).size).toBe(2);
  });

  it('are settled one by one also when both are in doubt at the same time', async () => {
    const provider = await startOtpProvider();
    const api = { id: 'ask_api', type: 'api', api: 'ask', on_error: 'end' };
    const hello = (id: string) => ({ id, type: 'message', text: 'Hello.' });
    const flows = { ...flowWithApi(`http://${provider.place}/send`), ...flowOf([hello('one'), hello('two'), api]) };
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place } });
    provider.trouble('send', 'hang');
    const hangUp = new AbortController();
    const texted = postAndHangUp(server, hangUp.signal);
    await provider.untilCalled('send');
    hangUp.abort();
    await texted;
    server.twilio.listed.push(listed(server, 'Hello.'));
    await server.clock.advance(8_000);
    await server.clock.untilTimer(15_000);
    await server.clock.advance(15_000);
    await passTimeFor(server, () => statusesOf(server), ['sent', 'sent']);
    expect(server.twilio.messages).toHaveLength(1);
    expect(textsOf(server).filter((row) => row['repeated'] === 1)).toHaveLength(1);
  });

  it('are told apart from one that was said on a webhook just before and has no id yet', async () => {
    const again = { id: 'again', type: 'message', text: 'Hello.' };
    const steps = [{ id: 'hello', type: 'message', text: 'Hello.' }, { id: 'pause', type: 'delay', for: '3s' }, again];
    const server = await startApp({ flows: flowOf(steps) });
    expect((await openPhone(server).text('hi')).texts).toEqual(['Hello.']);
    server.twilio.listed.push(listed(server, 'Hello.'));
    server.twilio.answerNext({ status: 500, body: {} });
    await server.clock.advance(3_000);
    await server.twilio.waitForMessage(() => true);
    await passTimeFor(server, () => statusesOf(server), ['sent', 'sent']);
    expect(server.twilio.messages).toHaveLength(2);
  });
});

describe('a text with a code of which nobody knows whether it was sent', () => {
  async function openCode(listed: boolean): Promise<TestApp> {
    const server = await startApp();
    const phone = openPhone(server);
    await phone.text('hi');
    server.twilio.answerNext('reset');
    const held = phone.text(MINE);
    await server.twilio.waitForMessage(({ to }) => to === MINE);
    await expect.poll(() => statusesOf(server)).toContain('unknown');
    if (!listed) server.twilio.listed.length = 0;
    await server.clock.advance(10_000);
    await held;
    return server;
  }

  const toMine = (server: TestApp) => server.twilio.messages.filter(({ to }) => to === MINE);
  const codeText = (server: TestApp) => textsOf(server).find((row) => row['secret'] === 1);

  it('is never sent again by itself', async () => {
    const server = await openCode(false);
    await passTimeFor(server, () => codeText(server)?.['status'], 'failed');
    await server.clock.advance(600_000);
    expect(toMine(server)).toHaveLength(1);
    expect(rowsOf(server, 'jobs').filter((row) => row['dead_at'] !== null)).toMatchObject([{ kind: 'settle' }]);
  });

  it('is settled as sent when the list has it', async () => {
    const server = await openCode(true);
    await passTimeFor(server, () => codeText(server)?.['status'], 'sent');
    expect(codeText(server)).toMatchObject({ sid: toMine(server)[0]?.sid, repeated: null });
  });

  it('does not outlive the attempt in the database or the log', async () => {
    const server = await openCode(true);
    const code = toMine(server)[0]?.body.slice(0, 6) ?? 'no code';
    expect(code).toMatch(/^\d{6}$/);
    expect(codeText(server)?.['shown']).toBeNull();
    const { body } = await server.admin('/conversations/1');
    expect(JSON.stringify(body)).not.toContain(code);
    expect(server.logs.join('')).not.toContain(code);
  });
});
