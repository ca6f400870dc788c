import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStores } from '../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { postgresServer } from '../support/postgres.ts';
import { startWire } from '../support/wire.ts';
import {
  ANA,
  arrived,
  BUSY,
  begin,
  claimDue,
  commit,
  messageOf,
  NOW,
  nextTurn,
  openContact,
  queueText,
  SECOND,
  say,
  stateOf,
  turnOf,
} from './store-fixtures.ts';

const keys = deriveKeys(Buffer.alloc(32, 5));
const server = await postgresServer();
const openAt = async (url: string) => openStores({ kind: 'postgres', url }, new Sealer([keys.seal]));

let url: string;
let a: Store;
let b: Store;
beforeEach(async () => {
  url = await server.create();
  // Both at once: processes that start together bring the database up to date together.
  [a, b] = (await Promise.all([openAt(url), openAt(url)])).map(({ store }) => store) as [Store, Store];
});
afterEach(async () => {
  await Promise.all([a.close(), b.close()]);
  await server.drop(url);
});

describe('two processes on one database', () => {
  it('commit one of two turns of the same revision', async () => {
    await begin(a);
    const turn = nextTurn(await openContact(a));
    const done = await Promise.all([a.commit(turn), b.commit(turn)]);
    expect(done.map(({ as }) => as).toSorted()).toEqual(['committed', 'conflict']);
  });

  it('take one message once, and meet one new person once', async () => {
    const turns = [a, b, a, b].map((store) => store.commit(turnOf({ message: arrived('SM1'), say: [say('hi')] })));
    const done = (await Promise.all(turns)).map(({ as }) => as);
    expect(done.filter((as) => as === 'committed')).toHaveLength(1);
    expect((await a.listConversations({ address: null, state: null, before: null, limit: 9 })).items).toHaveLength(1);
  });

  it('keep no message for a conversation that is not busy any more', async () => {
    const { contactId, conversationId } = await begin(a, { conversation: { state: BUSY } });
    const opened = await openContact(a);
    await commit(b, nextTurn(opened, { conversation: { state: stateOf() } }));
    const kept = { contact: ANA, contactId, conversationId, message: messageOf('SM2'), status: 'kept' as const, now: NOW };
    expect(await a.record(kept)).toBe('moved');
    expect((await openContact(a, ANA, 'SM2')).seen).toBeNull();
  });

  it('take no job that a turn has replaced since it was found, and the new one as it is', async () => {
    const job = { kind: 'delay', dueAt: NOW - 5 * SECOND } as const;
    await begin(a, { conversation: { state: BUSY }, job });
    const wire = await startWire(Number(new URL(url).port));
    const { store: slow } = await openAt(Object.assign(new URL(url), { port: String(wire.port) }).href);
    const reached = wire.holdBack('jobs_lease');
    const found = claimDue(slow);
    const letGo = await reached;
    await commit(b, nextTurn(await openContact(b), { conversation: { state: BUSY }, job }));
    letGo();
    expect(await found).toEqual([]);
    expect(await claimDue(b)).toMatchObject([{ kind: 'delay', revision: 2 }]);
    await slow.close();
  });

  it('use a stored message once, whichever handles it', async () => {
    await begin(a);
    await a.record({
      contact: ANA,
      contactId: null,
      conversationId: null,
      message: messageOf('SM2'),
      status: 'received',
      now: NOW,
    });
    const [job] = await claimDue(a);
    const read = [{ id: job?.messageId ?? 0, status: 'used', shown: null }] as const;
    await commit(a, nextTurn(await openContact(a), { read }));
    // It was read before, and the conversation after.
    expect(await b.commit(nextTurn(await openContact(b), { read }))).toEqual({ as: 'conflict' });
  });

  it('let no turn pass over a message that was kept while it was made', async () => {
    const { contactId, conversationId } = await begin(a, { conversation: { state: BUSY } });
    const turn = nextTurn(await openContact(a), { conversation: { state: stateOf() } });
    const kept = { contact: ANA, contactId, conversationId, message: messageOf('SM2'), status: 'kept' as const, now: NOW };
    expect(await b.record(kept)).toBe('recorded');
    expect(await a.commit(turn)).toEqual({ as: 'conflict' });
    const read = (await openContact(a)).kept.map(({ id }) => ({ id, status: 'used' as const, shown: null }));
    expect(await a.commit({ ...turn, read })).toMatchObject({ as: 'committed' });
  });

  it('never claim the same job', async () => {
    for (let person = 0; person < 8; person++) {
      await begin(a, { contact: { ...ANA, theirs: `+1415555${1000 + person}` }, say: [say('hello')] });
    }
    const claimed = (await Promise.all([claimDue(a), claimDue(b), claimDue(a), claimDue(b)])).flat();
    expect(claimed).toHaveLength(8);
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(8);
  });

  it('leave a short delay to the process whose webhook may wait for it, for two seconds', async () => {
    await begin(a, { conversation: { state: BUSY }, job: { kind: 'delay', dueAt: NOW + SECOND } });
    expect(await claimDue(b, NOW + SECOND)).toEqual([]);
    expect(await b.nextJobAt()).toBe(NOW + 3 * SECOND);
    expect(await a.nextJobAt()).toBe(NOW + SECOND);
    expect((await openContact(b)).elsewhere).toBe(true);
    expect((await openContact(a)).elsewhere).toBe(false);
    expect(await claimDue(b, NOW + 3 * SECOND)).toHaveLength(1);
  });

  it('leave an answer to the process that is saying it, until that one is gone', async () => {
    const { said } = await commit(a, turnOf({ message: arrived('SM1'), say: [say('hi')], route: 'twiml' }));
    expect((await openContact(a, ANA, 'SM1')).seen?.unsaid).toEqual(said);
    expect((await openContact(b, ANA, 'SM1')).seen?.unsaid).toEqual([]);
    await a.close();
    expect((await openContact(b, ANA, 'SM1')).seen?.unsaid).toEqual(said);
  });

  it('leave no text to a process that was taken for dead', async () => {
    const { messageId } = await queueText(a);
    await server.query('DELETE FROM nodes WHERE id = (SELECT node FROM jobs WHERE message_id = $1)', [messageId], url);
    expect(await b.recover({ now: NOW })).toMatchObject({ jobs: 1 });
    expect(await claimDue(b)).toMatchObject([{ messageId }]);
    expect(await a.beginSend({ messageId, now: NOW })).toBeNull();
    expect(await b.beginSend({ messageId, now: NOW })).toMatchObject({ id: messageId });
  });

  it('take nothing from the one that has taken over from a process that was taken for dead', async () => {
    const { messageId, jobId } = await queueText(a);
    await server.query('DELETE FROM nodes WHERE id = (SELECT node FROM jobs WHERE message_id = $1)', [messageId], url);
    await b.recover({ now: NOW });
    const [taken] = await claimDue(b);
    expect(taken).toMatchObject({ id: jobId, messageId });
    await b.beginSend({ messageId, now: NOW });
    await a.retryJob({ id: jobId, revision: 0, dueAt: NOW, error: 'The database was away.' });
    const result = { as: 'refused', code: null, reason: 'busy', retry: true, retryAfter: null } as const;
    await a.settleSend({ messageId, jobId, result, retryAt: NOW, now: NOW });
    expect(await claimDue(a)).toEqual([]);
    expect(await claimDue(b)).toEqual([]);
  });

  it('say nothing under the number of a process that was taken for dead', async () => {
    await begin(a);
    await server.query('DELETE FROM nodes', [], url);
    const turn = nextTurn(await openContact(a), { message: arrived('SM1'), say: [say('hi')], route: 'twiml' });
    await commit(a, turn);
    // It has another number now, so the other one knows that the text is being said.
    expect(await b.recover({ now: NOW })).toMatchObject({ texts: 0 });
  });

  it('handle the messages of one person that were stored under load one after the other', async () => {
    const stored = { contact: ANA, contactId: null, conversationId: null, status: 'received' as const, now: NOW };
    await a.record({ ...stored, message: messageOf('SM1') });
    await b.record({ ...stored, message: messageOf('SM2') });
    expect((await openContact(b)).behind).toBe(true);
    const [first] = await claimDue(b);
    expect(await claimDue(a)).toEqual([]);
    await b.dropJob({ id: first?.id ?? 0, revision: 0 });
    expect(await claimDue(a)).toHaveLength(1);
  });

  it('share out the times at which a number of ours may send', async () => {
    const shared = await Promise.all([openAt(url), openAt(url)]);
    const sender = { ours: ANA.ours, channel: ANA.channel };
    const interval = 10_000;
    const taken = Array.from(
      { length: 10 },
      async (_, index) => (await shared[index % 2]?.shared?.slots.reserve({ sender, interval })) ?? 0,
    );
    const waits = (await Promise.all(taken)).toSorted((x, y) => x - y);
    expect(waits.map((wait) => Math.round(wait / interval))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const other = await shared[0]?.shared?.slots.reserve({ sender: { ...sender, channel: 'whatsapp' }, interval });
    expect(other).toBe(0);
    await Promise.all(shared.map(({ store }) => store.close()));
  });

  it('count codes against one budget, however many are asked for at once', async () => {
    const otp = await Promise.all([openAt(url), openAt(url)]);
    const counts = { perPrefix: 100, all: 5, toJudge: 100, verifiedShare: 0.1, usualWithin: 1e9 };
    const sends = Array.from({ length: 12 }, (_, index) => {
      const hash = (byte: number) => Buffer.alloc(32, byte);
      const [phone, contact, prefix, code] = [hash(index), hash(99), hash(98), hash(97)];
      const challenge = { id: `c${index}`, phone, contact, prefix, country: 'US', code, expiresAt: 9e6, keptUntil: 9e6 };
      const { otpStore } = otp[index % 2] as Awaited<ReturnType<typeof openAt>>;
      return otpStore.reserve({
        challenge,
        now: 100,
        call: null,
        counts,
        hasContact: false,
        judge: ({ allFullBy }) => ({ refusal: allFullBy === null ? null : { status: 429, body: {} }, closes: null }),
      });
    });
    const done = await Promise.all(sends);
    expect(done.filter((one) => one.as === 'reserved')).toHaveLength(5);
    await Promise.all(otp.map(({ store }) => store.close()));
  });
});
