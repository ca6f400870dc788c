import { expect, vi } from 'vitest';
import type { TestApp } from './app.ts';
import { postWebhook, WEBHOOK } from './phone.ts';
import { ACCOUNT_SID } from './twilio.ts';

interface Detail {
  readonly state: string;
  readonly outcome: string | null;
  readonly transcript: readonly { readonly text: string; readonly status: string; readonly sid: string | null }[];
}

/** A conversation as the admin API shows it. */
export async function readConversation(server: TestApp, id = 1): Promise<Detail> {
  return (await server.admin(`/conversations/${id}`)).body as Detail;
}

/** The status of each message of a conversation. */
export async function statusesOf(server: TestApp, id = 1): Promise<readonly string[]> {
  return (await readConversation(server, id)).transcript.map(({ status }) => status);
}

/** Resolves when they are these; for what the network between server and Twilio takes its time over. */
export async function untilStatuses(server: TestApp, expected: readonly string[], id = 1): Promise<void> {
  await until(async () => expect(await statusesOf(server, id)).toEqual(expected));
}

/** Resolves when `check` does not throw any more; rejects with what it threw after 5 s. */
export async function until(check: () => Promise<unknown> | void): Promise<void> {
  await vi.waitFor(check, { timeout: 5_000, interval: 5 });
}

/** Tells the server what became of a text, as Twilio does. Resolves with the HTTP status. */
export async function tellStatus(
  server: TestApp,
  report: { readonly message: string | number; readonly sid: string; readonly status: string; readonly error?: string },
): Promise<number> {
  const params = {
    AccountSid: ACCOUNT_SID,
    MessageSid: report.sid,
    SmsSid: report.sid,
    MessageStatus: report.status,
    ...(report.error === undefined ? {} : { ErrorCode: report.error }),
  };
  return (await postWebhook(server, params, { path: `${WEBHOOK}/status?message=${report.message}` })).status;
}
