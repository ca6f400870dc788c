import { sql } from 'drizzle-orm';
import type { Sealer } from '../../src/lib/seal.ts';
import type { EventStore } from '../../src/runtime/event-store.ts';
import type { ContactReads } from '../../src/runtime/reads.ts';
import type { Store } from '../../src/runtime/store.ts';
import type { NodeBook } from './nodes.ts';
import type { Work } from './open-stores.ts';
import { markSwept, readOrigin } from './origin.ts';
import { listConversations, readConversation } from './reads.ts';
import { createTogether, type Together } from './together.ts';

interface Parts {
  readonly work: Work;
  readonly sealer: Sealer;
  readonly nodes: NodeBook;
  readonly close: () => Promise<void>;
}

/** The store on Postgres, which any number of processes share. Each method is a transaction. */
export function createStore({ work, sealer, nodes, close }: Parts): Store & EventStore & ContactReads {
  const together = createTogether(work, nodes);
  return {
    shared: true,
    ...conversationMethods(work, together),
    ...outboxMethods(work, together),
    ...jobMethods(work),
    ...readMethods(work, sealer),
    recover: ({ now }) =>
      work.run(async ({ jobs, outbox }) => {
        // First, so that those of texts that were being sent are counted: from then on they are there to settle a doubt.
        const freed = await jobs.freeForsaken(nodes.id, now);
        return { jobs: freed, texts: await outbox.recover(nodes.id, now), stored: [] };
      }),
    // A real write, so that a database that takes none is seen.
    probe: () =>
      work.run(async ({ database }) => {
        await database.db.execute(
          sql`insert into meta (key, value) values ('probe', 1) on conflict (key) do update set value = meta.value + 1`,
        );
      }),
    close: async () => {
      await together.idle();
      await close();
    },
  };
}

function conversationMethods(work: Work, together: Together) {
  return {
    open: (query) => together.openings.ask(query),
    commit: (turn) => together.commits.ask(turn),
    record: (query) => work.run(({ inbox }) => inbox.record(query)),
    readReceived: ({ messageId }) => work.read(({ inbox }) => inbox.readReceived(messageId)),
    settleReceived: ({ messageId, status }) => work.run(({ inbox }) => inbox.settleReceived(messageId, status)),
    contactOf: ({ conversationId }) => work.read(({ turns }) => turns.contactOf(conversationId)),
    contactKeyOf: ({ contactId }) => work.read(({ contacts }) => contacts.keyOf(contactId)),
    findContacts: ({ address }) => work.read(({ people }) => people.find(address)),
    readContact: ({ contactId }) => work.read(({ people }) => people.read(contactId)),
    eraseContact: ({ contactId }) => work.run(({ people }) => people.erase(contactId)),
    reply: (query) => work.run(({ turns }) => turns.reply(query)),
    sayMeanwhile: (query) => work.run(({ turns }) => turns.sayMeanwhile(query)),
    optOut: (change) => work.run(({ optOuts }) => optOuts.change(change, 'out')),
    optIn: (change) => work.run(({ optOuts }) => optOuts.change(change, 'in')),
  } satisfies Partial<Store>;
}

function outboxMethods(work: Work, together: Together) {
  return {
    markSaid: (said) => together.said.ask(said),
    reroute: ({ ids, now }) => work.run(({ outbox }) => outbox.reroute(ids, now)),
    enqueueText: (text) =>
      work.run(async ({ contacts, outbox }) => {
        const contactId = await contacts.idOf(text.contact, text.now);
        return (await contacts.hasOptedOut(text.contact)) ? { as: 'opted_out' } : outbox.enqueue(contactId, text);
      }),
    countUrgent: () => work.read(({ outbox }) => outbox.countUrgent()),
    beginSend: ({ messageId, now }) => work.run(({ outbox }) => outbox.begin(messageId, now)),
    settleSend: (query) => work.run(({ outbox }) => outbox.settle(query)),
    report: (report) => work.run(({ outbox }) => outbox.report(report)),
    readDoubt: ({ messageId }) => work.read(({ outbox }) => outbox.readDoubt(messageId)),
    settleDoubt: (query) => work.run(({ outbox }) => outbox.settleDoubt(query)),
  } satisfies Partial<Store>;
}

function jobMethods(work: Work) {
  return {
    claimJobs: (query) => work.run(({ jobs }) => jobs.claim(query)),
    nextJobAt: () => work.read(({ jobs }) => jobs.nextAt()),
    dropJob: ({ id, revision }) => work.run(({ jobs }) => jobs.drop(id, revision)),
    retryJob: ({ id, revision, dueAt, error }) => work.run(({ jobs }) => jobs.retry(id, revision, dueAt, error)),
    buryJob: ({ id, revision, error, now }) => work.run(({ jobs }) => jobs.bury(id, revision, error, now)),
    listDeadLetters: (query) => work.read(({ deadJobs }) => deadJobs.list(query)),
    retryDeadLetter: ({ id, now }) => work.run(({ deadJobs }) => deadJobs.retry(id, now)),
    dropDeadLetter: ({ id, now }) => work.run(({ deadJobs }) => deadJobs.drop(id, now)),
    claimEvents: ({ now, limit, leaseUntil }) => work.run(({ events }) => events.claim(now, limit, leaseUntil)),
    nextEventAt: () => work.read(({ events }) => events.nextAt()),
    settleEvent: (query) => work.run(({ events }) => events.settle(query)),
  } satisfies Partial<Store & EventStore>;
}

function readMethods(work: Work, sealer: Sealer) {
  return {
    readOrigin: ({ now }) => work.run(({ database }) => readOrigin(database, now)),
    markSwept: (query) => work.run(({ database }) => markSwept(database, query)),
    findByPhone: ({ phone }) => work.read(({ contacts }) => contacts.verifiedBy(phone)),
    saveFlow: ({ flow, version, content, now }) => work.run(({ flows }) => flows.save({ flow, version, content, at: now })),
    readFlow: (version) => work.read(({ flows }) => flows.read(version)),
    usedFlows: () => work.read(({ flows }) => flows.used()),
    dropFlows: ({ keep, before }) => work.run(({ flows }) => flows.drop(keep, before)),
    listConversations: (query) => work.read(({ database }) => listConversations(database, query)),
    readConversation: ({ id }) => work.read(({ database }) => readConversation(database, sealer, id)),
  } satisfies Partial<Store & ContactReads>;
}
