import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { send } from '../../../test/support/http.ts';
import { ACCOUNT_SID, AUTH_TOKEN, newSid, type Params, signWebhook } from '../../../test/support/twilio.ts';
import { createLogger } from '../../lib/logger.ts';
import { createSignatureCheck } from './signature.ts';
import { type StatusOptions, twilioStatus } from './status.ts';
import { WebhookLog } from './webhook-log.ts';

const PUBLIC_URL = 'https://bot.example.com';
const PATH = '/webhooks/twilio/status';
const SID = newSid();

type Report = Parameters<StatusOptions['report']>[0];

let url: string;
let reports: Report[];
let take: (report: Report) => Promise<void>;
let stop: () => void;
beforeEach(async () => {
  reports = [];
  take = async (report) => void reports.push(report);
  const app = express();
  const signature = { publicUrl: PUBLIC_URL, tokens: [AUTH_TOKEN], accountSid: ACCOUNT_SID };
  const isSigned = createSignatureCheck(signature);
  const met = new WebhookLog({ now: () => 0 });
  const logger = createLogger({ level: 'silent', format: 'json' });
  app.post(PATH, twilioStatus({ accountSid: ACCOUNT_SID, isSigned, signature, met, logger, report: (report) => take(report) }));
  app.use(((_error, _request, response, _next) => void response.status(503).end()) as express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => void server.close();
});
afterEach(() => stop());

function fields(changes: Params = {}): Params {
  return {
    MessageSid: SID,
    SmsSid: SID,
    MessageStatus: 'delivered',
    AccountSid: ACCOUNT_SID,
    To: '+14155550132',
    ApiVersion: '2010-04-01',
    ...changes,
  };
}

/** Posts a report as Twilio does. `signed`: the path that the signature is for. */
async function post(params: Params, path = `${PATH}?message=42`, signed = path): Promise<number> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signWebhook({ publicUrl: PUBLIC_URL, path: signed, params }),
  };
  return (await send('POST', url + path, headers, new URLSearchParams(params).toString())).status;
}

test.each([
  ['accepted', 'sent'],
  ['scheduled', 'sent'],
  ['queued', 'sent'],
  ['sending', 'sent'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
  ['read', 'read'],
] as const)('takes "%s" for %s', async (MessageStatus, status) => {
  expect(await post(fields({ MessageStatus }))).toBe(204);
  expect(reports).toEqual([{ messageId: 42, sid: SID, status, code: null }]);
});

test('tells the code of what went wrong', async () => {
  await post(fields({ MessageStatus: 'undelivered', ErrorCode: '30005' }));
  expect(reports).toMatchObject([{ status: 'undelivered', code: 30_005 }]);
});

test('takes no other thing for a code', async () => {
  for (const ErrorCode of ['', '0', 'x', '-30005', '1e4']) await post(fields({ ErrorCode }));
  expect(reports.map(({ code }) => code)).toEqual([null, null, null, null, null]);
});

test('knows no id of ours where the address has none that is one', async () => {
  for (const query of ['', '?message=', '?message=x', '?message=-1', '?message=1&message=2', '?message=1e3'])
    await post(fields(), PATH + query);
  expect(reports.map(({ messageId }) => messageId)).toEqual([null, null, null, null, null, null]);
});

test('answers a status that Twilio has added since, and reports nothing', async () => {
  expect(await post(fields({ MessageStatus: 'partially_delivered' }))).toBe(204);
  expect(reports).toEqual([]);
});

test('refuses what is not signed for this very address and these very fields', async () => {
  expect(await post(fields(), `${PATH}?message=43`, `${PATH}?message=42`)).toBe(403);
  expect(await post(fields(), PATH, '/webhooks/twilio')).toBe(403);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await send('POST', url + PATH, headers, new URLSearchParams(fields()).toString())).status).toBe(403);
  expect(reports).toEqual([]);
});

test('refuses a signed form that is no report of ours', async () => {
  for (const wrong of [{ AccountSid: ACCOUNT_SID.replace('0', '1') }, { MessageSid: 'SM1' }, { MessageSid: '' }])
    expect(await post(fields(wrong)), JSON.stringify(wrong)).toBe(403);
  expect(reports).toEqual([]);
});

test('refuses a form that names a field twice: one of them may not be meant', async () => {
  const path = `${PATH}?message=42`;
  const params = fields();
  // Two equal pairs are signed as one.
  const body = `${new URLSearchParams(params).toString()}&MessageStatus=delivered`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signWebhook({ publicUrl: PUBLIC_URL, path, params }),
  };
  expect((await send('POST', url + path, headers, body)).status).toBe(403);
  expect(reports).toEqual([]);
});

test('does not say that a report was taken which could not be stored', async () => {
  take = () => Promise.reject(new Error('the disk is full'));
  expect(await post(fields())).toBe(503);
});
