import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Keys, Sealer } from '../../src/lib/seal.ts';
import { Bodies } from '../shared/bodies.ts';
import { keyedHash } from '../shared/keyed-hash.ts';
import { States } from '../shared/states.ts';
import { Contacts } from './contacts.ts';
import { DeadJobs } from './dead-letters.ts';
import { EventQueue } from './event-queue.ts';
import { FlowVersions } from './flow-versions.ts';
import { Inbox } from './inbox.ts';
import { Jobs } from './jobs.ts';
import type { NodeBook } from './nodes.ts';
import { OptOuts } from './opt-outs.ts';
import { prepareOtpTables } from './otp.ts';
import { Openings } from './openings.ts';
import { Outbox } from './outbox.ts';
import { People } from './people.ts';
import { TurnCommits } from './turn-commits.ts';
import { TurnRows } from './turn-rows.ts';
import { Turns } from './turns.ts';

/** What every connection needs to know. */
export interface SessionParts {
  readonly sealer: Sealer;
  readonly keys: Pick<Keys, 'dedupe'>;
  readonly tellsEvents: boolean;
  readonly nodes: NodeBook;
}

/** Every part of the store on one connection, with its statements. */
export type Session = ReturnType<typeof createSession>;

/** Builds the parts of the store for one connection. */
export function createSession(db: NodePgDatabase, { sealer, keys, tellsEvents, nodes }: SessionParts) {
  const database = { db };
  const node = () => nodes.id;
  const hash = keyedHash(keys.dedupe);
  const bodies = new Bodies(sealer);
  const states = new States(sealer);
  const contacts = new Contacts(database, sealer, hash, node);
  const inbox = new Inbox(database, { contacts, bodies, hash });
  const lock = (contactId: number) => contacts.lock(contactId);
  const events = new EventQueue(database, { sealer, isOn: tellsEvents, lock, node });
  const rows = new TurnRows({ states, bodies, node });
  const openings = new Openings(database, { states, bodies, hash, contacts, inbox, node });
  const turns = new Turns(database, { rows, contacts, events });
  const commits = new TurnCommits(database, { rows, hash, contacts, inbox, events, turns, node });
  const optOuts = new OptOuts({ contacts, inbox, turns, events });
  const jobs = new Jobs(database, nodes);
  const optOut = (contactId: number, now: number) => optOuts.out(contactId, now);
  const outbox = new Outbox(database, { sealer, bodies, jobs, contacts, nodes, optOut });
  const flows = new FlowVersions(database);
  const deadJobs = new DeadJobs(database, { contacts, inbox, outbox, turns });
  const people = new People(database, { contacts, sealer, hash });
  const otp = prepareOtpTables(database, sealer);
  return { database, contacts, inbox, events, openings, turns, commits, optOuts, jobs, outbox, flows, deadJobs, people, otp };
}
