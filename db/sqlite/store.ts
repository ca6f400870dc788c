import type { Keys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { GroupCommit } from './group-commit.ts';
import { Jobs } from './jobs.ts';
import type { OpenDatabase } from './open-database.ts';
import { Outbox } from './outbox.ts';
import { listConversations, readConversation } from './reads.ts';
import { Turns } from './turns.ts';

/** The store on SQLite: one file, one process. Every write joins the group of its tick. */
export function createStore(database: OpenDatabase, sealer: Sealer, keys: Pick<Keys, 'dedupe'>): Store {
  const group = new GroupCommit(database.raw);
  const turns = new Turns(database, sealer, keys.dedupe);
  const jobs = new Jobs(database);
  const outbox = new Outbox(database, sealer, jobs);
  return {
    open: async ({ contact, sid }) => turns.open(contact, sid),
    commit: (turn) => group.run(() => turns.commit(turn)).catch((error: unknown) => Turns.refusal(error)),
    record: (query) => group.run(() => turns.record(query)),
    markSaid: ({ ids }) => group.run(() => outbox.markSaid(ids)),
    reroute: ({ ids, now }) => group.run(() => outbox.reroute(ids, now)),

    claimJobs: ({ now, limit, leaseUntil }) => group.run(() => jobs.claim(now, limit, leaseUntil)),
    nextJobAt: async () => jobs.nextAt(),
    dropJob: ({ id, revision }) => group.run(() => jobs.drop(id, revision)),
    retryJob: ({ id, dueAt, error }) => group.run(() => jobs.retry(id, dueAt, error)),
    buryJob: ({ id, error, now }) => group.run(() => jobs.bury(id, error, now)),

    enqueueText: (text) => group.run(() => outbox.enqueue(turns.contactId(text.contact, text.now), text)),
    beginSend: ({ messageId }) => group.run(() => outbox.begin(messageId)),
    settleSend: (query) => group.run(() => outbox.settle(query)),

    recover: ({ now }) =>
      group.run(() => {
        outbox.markInterrupted();
        return { jobs: jobs.freeLeased(now), texts: outbox.reroute(outbox.unsaidIds(), now) };
      }),

    saveFlow: ({ flow, version, content, now }) => group.run(() => turns.saveFlow({ flow, version, content, at: now })),
    readFlow: async ({ flow, version }) => turns.readFlow(flow, version),

    listConversations: async (query) => listConversations(database, query),
    readConversation: async ({ id }) => readConversation(database, sealer, id),

    // It writes a page: an update that finds no row would be taken by a full disk too.
    probe: () => group.run(() => void database.raw.pragma('user_version = 0')),
    close: async () => {
      group.flush();
      database.raw.close();
    },
  };
}
