import type { Keys, Sealer } from '../../src/lib/seal.ts';
import type { EventStore } from '../../src/runtime/event-store.ts';
import type { ContactReads } from '../../src/runtime/reads.ts';
import type { Store } from '../../src/runtime/store.ts';
import { Bodies } from '../shared/bodies.ts';
import { States } from '../shared/states.ts';
import { Contacts } from './contacts.ts';
import { DeadJobs } from './dead-letters.ts';
import { EventQueue } from './event-queue.ts';
import { FlowVersions } from './flow-versions.ts';
import { GroupCommit } from './group-commit.ts';
import { Inbox } from './inbox.ts';
import { Jobs } from './jobs.ts';
import { keyedHash } from '../shared/keyed-hash.ts';
import type { OpenDatabase } from './open-database.ts';
import { markSwept, readOrigin } from './origin.ts';
import { OptOuts } from './opt-outs.ts';
import { Outbox } from './outbox.ts';
import { People } from './people.ts';
import { listConversations, readConversation } from './reads.ts';
import { Turns } from './turns.ts';

/**
 * The store on SQLite: one file, one process. Every write joins the group of its tick. `eventAdded` is called for each
 * event that the owner's system is to be told; without it none is kept.
 */
export function createStore(
  database: OpenDatabase,
  sealer: Sealer,
  keys: Pick<Keys, 'dedupe'>,
  eventAdded: (() => void) | null = null,
  group = new GroupCommit(database.raw),
): Store & EventStore & ContactReads {
  const hash = keyedHash(keys.dedupe);
  const bodies = new Bodies(sealer);
  const contacts = new Contacts(database, sealer, hash);
  const inbox = new Inbox(database, { contacts, bodies, hash });
  const events = new EventQueue(database, sealer, eventAdded);
  const turns = new Turns(database, { states: new States(sealer), bodies, contacts, inbox, events });
  const optOuts = new OptOuts({ contacts, inbox, turns, events });
  const jobs = new Jobs(database);
  const outbox = new Outbox(database, { sealer, bodies, jobs, optOut: (contactId, now) => optOuts.out(contactId, now) });
  const flows = new FlowVersions(database);
  const deadJobs = new DeadJobs(database, { inbox, outbox, turns });
  const people = new People(database, { contacts, sealer, hash });
  // A real write, so that a full disk is seen.
  const probe = database.raw.prepare("INSERT INTO meta VALUES ('probe', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1");
  return {
    open: ({ contact, sid }) => group.read(() => turns.open(contact, sid)),
    commit: (turn) => group.run(() => turns.commit(turn)).catch((error: unknown) => Turns.refusal(error)),
    record: (query) => group.run(() => inbox.record(query)),
    readReceived: async ({ messageId }) => inbox.readReceived(messageId),
    settleReceived: ({ messageId, status }) => group.run(() => inbox.settleReceived(messageId, status)),
    contactOf: async ({ conversationId }) => turns.contactOf(conversationId),
    contactKeyOf: async ({ contactId }) => contacts.keyOf(contactId),
    findContacts: async ({ address }) => people.find(address),
    readContact: async ({ contactId }) => people.read(contactId),
    eraseContact: async ({ contactId }) => {
      const erased = await group.run(() => people.erase(contactId));
      // What was erased still stands in the pages of the log before they are written back.
      database.raw.pragma('wal_checkpoint(TRUNCATE)');
      return erased;
    },
    reply: (query) => group.run(() => turns.reply(query)),
    sayMeanwhile: (query) => group.run(() => turns.sayMeanwhile(query)),
    optOut: (change) => group.run(() => optOuts.change(change, 'out')),
    optIn: (change) => group.run(() => optOuts.change(change, 'in')),
    markSaid: ({ ids, now }) => group.run(() => outbox.markSaid(ids, now)),
    reroute: ({ ids, now }) => group.run(() => outbox.reroute(ids, now)),

    claimJobs: (query) => group.run(() => jobs.claim(query)),
    nextJobAt: async () => jobs.nextAt(),
    dropJob: ({ id, revision }) => group.run(() => jobs.drop(id, revision)),
    retryJob: ({ id, revision, dueAt, error }) => group.run(() => jobs.retry(id, revision, dueAt, error)),
    buryJob: ({ id, revision, error, now }) => group.run(() => jobs.bury(id, revision, error, now)),
    listDeadLetters: async (query) => deadJobs.list(query),
    retryDeadLetter: async ({ id, now }) => {
      const retried = await group.run(() => deadJobs.retry(id, now));
      if (retried === 'retried') eventAdded?.();
      return retried;
    },
    dropDeadLetter: ({ id, now }) => group.run(() => deadJobs.drop(id, now)),

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
    markSwept: (query) => group.run(() => markSwept(database, query)),

    findByPhone: async ({ phone }) => contacts.verifiedBy(phone),

    claimEvents: ({ now, limit, leaseUntil }) => group.run(() => events.claim(now, limit, leaseUntil)),
    nextEventAt: async () => events.nextAt(),
    settleEvent: (query) => group.run(() => events.settle(query)),

    recover: ({ now }) =>
      group.run(() => {
        // First, so that those of texts that were being sent are counted: from then on they are there to settle a doubt.
        const freed = jobs.freeLeased(now);
        return { jobs: freed, texts: outbox.recover(now), stored: jobs.stored() };
      }),

    saveFlow: ({ flow, version, content, now }) => group.run(() => flows.save({ flow, version, content, at: now })),
    readFlow: async (version) => flows.read(version),
    usedFlows: async () => flows.used(),
    dropFlows: ({ keep, before }) => group.run(() => flows.drop(keep, before)),

    listConversations: async (query) => listConversations(database, query),
    readConversation: async ({ id }) => readConversation(database, sealer, id),

    probe: () => group.run(() => void probe.run()),
    close: async () => {
      group.flush();
      database.raw.close();
    },
  };
}
