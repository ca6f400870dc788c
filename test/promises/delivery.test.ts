import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone, postWebhook } from '../support/phone.ts';
import { idOf, idsIn, report } from '../support/report.ts';
import { ACCOUNT_SID, newSid } from '../support/twilio.ts';
import { rowsOf, statusesOf, textsOf } from './rows.ts';

const HELLO = flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]);
const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);

interface Sent {
  readonly server: TestApp;
  readonly id: number;
  readonly sid: string;
}

/** A text that was said on a webhook. */
async function sayHello(): Promise<Sent> {
  const server = await startApp({ flows: HELLO });
  const { xml } = await openPhone(server).text('hi');
  await expect.poll(() => statusesOf(server)).toEqual(['sent']);
  return { server, id: idsIn(xml)[0] ?? 0, sid: newSid() };
}

const RANK: Readonly<Record<string, number>> = {
  queued: 0,
  sending: 0,
  sent: 0,
  delivered: 1,
  undelivered: 1,
  failed: 1,
  read: 2,
};

describe('delivery reports of one text', () => {
  it('move it forward only, in whatever order and however often they come', async () => {
    const { server, sid } = await sayHello();
    const phone = openPhone(server, { number: '+14155550177' });
    const word = fc.constantFrom(...Object.keys(RANK));
    const inAnyOrder = fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 6 }), async (words) => {
      const [id = 0] = idsIn((await phone.text('hi')).xml);
      for (const status of words)
        expect((await report(server, { id, sid: `${sid.slice(0, -6)}${String(id).padStart(6, '0')}`, status })).status).toBe(204);
      // The first of the highest rank stands.
      const highest = Math.max(...words.map((one) => RANK[one] ?? 0));
      const first = words.find((one) => RANK[one] === highest) ?? '';
      const row = textsOf(server).find((one) => one['id'] === id);
      expect(row?.['status']).toBe(highest === 0 ? 'sent' : first);
    });
    await fc.assert(inAnyOrder, { numRuns: 25 });
  });

  it('tell the id that Twilio gave it, and one with another id is not about it', async () => {
    const { server, id, sid } = await sayHello();
    await report(server, { id, sid, status: 'sent' });
    expect(textsOf(server)).toMatchObject([{ sid, status: 'sent' }]);
    await report(server, { id, sid: newSid(), status: 'failed' });
    expect(textsOf(server)).toMatchObject([{ sid, status: 'sent' }]);
  });

  it('are known by the id of Twilio where ours is missing', async () => {
    const server = await startApp({ flows: PAUSE });
    const phone = openPhone(server);
    await phone.text('hi');
    await server.clock.advance(9_000);
    await phone.nextText();
    await expect.poll(() => statusesOf(server)).toEqual(['sent']);
    await report(server, { id: null, sid: server.twilio.messages[0]?.sid ?? '', status: 'delivered' });
    expect(statusesOf(server)).toEqual(['delivered']);
  });

  it('that come before the answer to the send are kept, and the answer does not take it back', async () => {
    const server = await startApp({ flows: PAUSE });
    const phone = openPhone(server);
    await phone.text('hi');
    let reported: Promise<unknown> = Promise.resolve();
    server.twilio.onMessage((message) => {
      reported = report(server, { id: idOf(message), sid: message.sid, status: 'delivered' });
    });
    await server.clock.advance(9_000);
    await phone.nextText();
    await reported;
    await expect.poll(() => rowsOf(server, 'jobs')).toEqual([]);
    expect(statusesOf(server)).toEqual(['delivered']);
  });

  it('of a carrier that could not deliver are kept with its code, and nothing is sent again', async () => {
    const { server, id, sid } = await sayHello();
    await report(server, { id, sid, status: 'undelivered', code: 30005 });
    expect(textsOf(server)).toMatchObject([{ status: 'undelivered', error: expect.stringContaining('30005') }]);
    await server.clock.advance(3_600_000);
    expect(server.twilio.messages).toEqual([]);
  });
});

describe('a delivery report', () => {
  it('about a message of the person, or about nothing of ours, changes nothing', async () => {
    const { server } = await sayHello();
    const inbound = rowsOf(server, 'messages').find((row) => row['direction'] === 'in');
    const before = rowsOf(server, 'messages');
    expect((await report(server, { id: Number(inbound?.['id']), sid: newSid(), status: 'failed' })).status).toBe(204);
    expect((await report(server, { id: 999, sid: newSid(), status: 'failed' })).status).toBe(204);
    expect((await report(server, { id: null, sid: newSid(), status: 'read' })).status).toBe(204);
    expect(rowsOf(server, 'messages')).toEqual(before);
  });

  it('with a word that Twilio has added since is taken and changes nothing', async () => {
    const { server, id, sid } = await sayHello();
    expect((await report(server, { id, sid, status: 'teleported' })).status).toBe(204);
    expect(statusesOf(server)).toEqual(['sent']);
  });

  it('with the id of a message that came in does not make that message a repeat', async () => {
    const { server, id } = await sayHello();
    const sid = newSid();
    await report(server, { id, sid, status: 'delivered' });
    expect((await openPhone(server).text('hi', { sid })).texts).toEqual(['Hello.']);
  });

  it('that is not signed for its very address is refused and changes nothing', async () => {
    const { server, id, sid } = await sayHello();
    const params = { MessageSid: sid, AccountSid: ACCOUNT_SID, MessageStatus: 'failed' };
    const other = `/webhooks/twilio/status?message=${id + 1}`;
    const refused = await postWebhook(server, params, {
      path: `/webhooks/twilio/status?message=${id}`,
      token: 'no token of ours',
    });
    expect(refused.status).toBe(403);
    expect((await postWebhook(server, { ...params, AccountSid: `AC${'0'.repeat(32)}` }, { path: other })).status).toBe(403);
    expect(statusesOf(server)).toEqual(['sent']);
  });
});
