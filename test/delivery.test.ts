import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { dumpDatabase } from './support/database.ts';
import { flowOf } from './support/flows.ts';
import { openPhone, postWebhook, WEBHOOK } from './support/phone.ts';
import { readConversation, statusesOf, tellStatus, untilStatuses } from './support/transcript.ts';
import { ACCOUNT_SID, newSid } from './support/twilio.ts';

const HELLO = { id: 'hello', type: 'message', text: 'Hello.' };

/** A server that has said "Hello." on a webhook, and the address that is told what becomes of it. */
async function sayHello(): Promise<{ server: TestApp; callback: URL; message: string }> {
  const server = await startApp({ flows: flowOf([HELLO]) });
  const { xml } = await openPhone(server).text('hi');
  const callback = new URL(/statusCallback="([^"]+)"/.exec(xml)?.[1] ?? '');
  await untilStatuses(server, ['used', 'sent']);
  return { server, callback, message: callback.searchParams.get('message') ?? '' };
}

describe('what Twilio tells of a text', () => {
  it('is asked for at our public address', async () => {
    const { server, callback } = await sayHello();
    expect(callback.origin + callback.pathname).toBe(`${server.publicUrl}${WEBHOOK}/status`);
  });

  it('moves it forward, never back, in whatever order it comes', async () => {
    const { server, message } = await sayHello();
    const sid = newSid();
    const steps = [
      ['delivered', 'delivered'],
      ['sent', 'delivered'],
      ['read', 'read'],
      ['delivered', 'read'],
      ['queued', 'read'],
    ] as const;
    for (const [status, then] of steps) {
      expect(await tellStatus(server, { message, sid, status })).toBe(204);
      expect(await statusesOf(server)).toEqual(['used', then]);
    }
    expect((await readConversation(server)).transcript[1]).toMatchObject({ sid });
  });

  it('is known of a text by REST too', async () => {
    const server = await startApp({ flows: flowOf([{ id: 'pause', type: 'delay', for: '9s' }, HELLO]) });
    await openPhone(server).text('hi');
    await server.clock.advance(9_000);
    const { sid, form } = await server.twilio.waitForMessage(() => true);
    await untilStatuses(server, ['used', 'sent']);
    const message = new URL(form.get('StatusCallback') ?? '').searchParams.get('message') ?? '';
    expect(await tellStatus(server, { message, sid, status: 'undelivered', error: '30005' })).toBe(204);
    expect((await readConversation(server)).transcript[1]).toMatchObject({ status: 'undelivered', sid });
  });

  it('is never taken for a message, though it carries the sid of one', async () => {
    const server = await startApp({ flows: flowOf([HELLO]) });
    const phone = openPhone(server);
    const sid = newSid();
    expect(await tellStatus(server, { message: 1, sid, status: 'delivered' })).toBe(204);
    expect((await phone.text('hi', { sid })).texts).toEqual(['Hello.']);
  });

  it('of a text that nobody knows is answered, and changes nothing', async () => {
    const { server, message } = await sayHello();
    await tellStatus(server, { message, sid: newSid(), status: 'delivered' });
    const before = dumpDatabase(server.dbFile);
    for (const other of ['999', '', 'x', '1'])
      expect(await tellStatus(server, { message: other, sid: newSid(), status: 'read' })).toBe(204);
    expect(await tellStatus(server, { message, sid: newSid(), status: 'read' })).toBe(204);
    expect(dumpDatabase(server.dbFile)).toEqual(before);
  });

  it('without a signature of Twilio is refused with 403, and changes nothing', async () => {
    const { server, message } = await sayHello();
    const before = dumpDatabase(server.dbFile);
    const params = { AccountSid: ACCOUNT_SID, MessageSid: newSid(), MessageStatus: 'read' };
    const path = `${WEBHOOK}/status?message=${message}`;
    for (const how of [{ signature: null }, { token: 'another token' }]) {
      expect((await postWebhook(server, params, { path, ...how })).status).toBe(403);
    }
    expect(dumpDatabase(server.dbFile)).toEqual(before);
  });
});
