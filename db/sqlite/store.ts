import type { Keys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import { Bodies } from './bodies.ts';
import { Contacts } from './contacts.ts';
import { GroupCommit } from './group-commit.ts';
import { Inbox } from './inbox.ts';
import { Jobs } from './jobs.ts';
import { keyedHash } from './keyed-hash.ts';
import type { OpenDatabase } from './open-database.ts';
import { OptOuts } from './opt-outs.ts';
import { Outbox } from './outbox.ts';
import { listConversations, readConversation, readOrigin } from './reads.ts';
import { Turns } from './turns.ts';

/** The store on SQLite: one file, one process. Every write joins the group of its tick. */
export function createStore(database: OpenDatabase, sealer: Sealer, keys: Pick<Keys, 'dedupe'>): Store {
  const group = new GroupCommit(database.raw);
  const hash = keyedHash(keys.dedupe);
  const bodies = new Bodies(sealer);
  const contacts = new Contacts(database, sealer, hash);
  const inbox = new Inbox(database, { contacts, bodies, hash });
  const turns = new Turns(database, { sealer, bodies, contacts, inbox });
  const optOuts = new OptOuts({ contacts, inbox, turns });
  const jobs = new Jobs(database);
  const outbox = new Outbox(database, { sealer, jobs, optOut: (contactId, now) => optOuts.out(contactId, now) });
  // A real write, so that a full disk is seen.
  const probe = database.raw.prepare("INSERT INTO meta VALUES ('probe', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1");
  return {
    open: async ({ contact, sid }) => turns.open(contact, sid),
    commit: (turn) => group.run(() => turns.commit(turn)).catch((error: unknown) => Turns.refusal(error)),
    record: (query) => group.run(() => inbox.record(query)),
    readReceived: async ({ messageId }) => inbox.readReceived(messageId),
    settleReceived: ({ messageId, status }) => group.run(() => inbox.settleReceived(messageId, status)),
    optOut: (change) => group.run(() => optOuts.change(change, 'out')),
    optIn: (change) => group.run(() => optOuts.change(change, 'in')),
    markSaid: ({ ids, now }) => group.run(() => outbox.markSaid(ids, now)),
    reroute: ({ ids, now }) => group.run(() => outbox.reroute(ids, now)),

    claimJobs: (query) => group.run(() => jobs.claim(query)),
    nextJobAt: async () => jobs.nextAt(),
    dropJob: ({ id, revision }) => group.run(() => jobs.drop(id, revision)),
    retryJob: ({ id, revision, dueAt, error }) => group.run(() => jobs.retry(id, revision, dueAt, error)),
    buryJob: ({ id, revision, error, now }) => group.run(() => jobs.bury(id, revision, error, now)),

    enqueueText: (text) =>
      group.run(() => {
        if (contacts.hasOptedOut(text.contact)) return { as: 'opted_out' };
        return outbox.enqueue(contacts.idOf(text.contact, text.now), text);
      }),
    countUrgent: async () => outbox.countUrgent(),
    beginSend: ({ messageId, now }) => group.run(() => outbox.begin(messageId, now)),
    settleSend: (query) => group.run(() => outbox.settle(query)),

    report: (report) => group.run(() => outbox.report(report)),
    readDoubt: async ({ messageId }) => outbox.readDoubt(messageId),
    settleDoubt: (query) => group.run(() => outbox.settleDoubt(query)),
    readOrigin: ({ now }) => group.run(() => readOrigin(database, now)),

    recover: ({ now }) =>
      group.run(() => {
        const texts = outbox.recover(now);
        return { jobs: jobs.freeLeased(now), texts, stored: jobs.stored() };
      }),

    saveFlow: ({ flow, version, content, now }) => group.run(() => turns.saveFlow({ flow, version, content, at: now })),
    readFlow: async ({ flow, version }) => turns.readFlow(flow, version),

    listConversations: async (query) => listConversations(database, query),
    readConversation: async ({ id }) => readConversation(database, sealer, id),

    probe: () => group.run(() => void probe.run()),
    close: async () => {
      group.flush();
      database.raw.close();
    },
  };
}
