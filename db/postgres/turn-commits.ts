import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Committed, Said, TurnCommit } from '../../src/runtime/store.ts';
import { saidOf } from '../shared/bodies.ts';
import type { KeyedHash } from '../shared/keyed-hash.ts';
import { mayKeep } from '../shared/states.ts';
import { allDone } from './at-once.ts';
import type { Contacts } from './contacts.ts';
import type { EventQueue } from './event-queue.ts';
import type { Inbox } from './inbox.ts';
import type { OpenDatabase } from './open-database.ts';
import { asJson, asRows } from './row-sets.ts';
import { contacts, conversations, dedupe, jobs, messages, ownNumbers, traces } from './schema.ts';
import { plainText } from './plain-text.ts';
import { one, Rejected } from './transactions.ts';
import type { TurnRows } from './turn-rows.ts';
import { prepareTurnSets } from './turn-set-statements.ts';
import type { Turns } from './turns.ts';

interface Parts {
  readonly rows: TurnRows;
  readonly hash: KeyedHash;
  readonly contacts: Contacts;
  readonly inbox: Inbox;
  readonly events: EventQueue;
  readonly turns: Turns;
  /** The number of this process. */
  readonly node: () => number;
}

/** A turn with its place among those that were asked for. */
interface Asked {
  readonly turn: TurnCommit;
  readonly at: number;
  readonly contactId: number;
  /** Of the id of its message. */
  readonly key: Buffer | null;
}

/** One that may be written, with the ids of its rows. */
interface Fitting extends Asked {
  readonly conversationId: number;
  readonly messageId: number | null;
  readonly said: readonly Said[];
}

/** `busy`: somebody else is at work on the contact. */
export type Outcome = Committed | { readonly as: 'busy' };

const BUSY: Outcome = { as: 'busy' };

/** Commits turns of several contacts at once: one statement for all rows of a kind. To be run in a transaction. */
export class TurnCommits {
  readonly #statements: ReturnType<typeof prepareTurnSets>;
  readonly #parts: Parts;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = prepareTurnSets(db);
    this.#parts = parts;
  }

  /**
   * The outcome of each. With `waits` for contacts that somebody else is at work on; without it their turns are `busy`, so that
   * those of other contacts do not wait with them. Rejects with `Rejected` where a turn fails that would not fail alone, and where this process was taken for dead.
   */
  async commit(turns: readonly TurnCommit[], waits: boolean): Promise<Outcome[]> {
    const outcomes: Outcome[] = turns.map(() => BUSY);
    const begun = one(this.#statements.begin, { node: this.#parts.node() });
    // It is behind nothing that could fail by itself; where the connection fails, so does what follows.
    begun.catch(() => {});
    const asked = await this.#askFor(turns);
    const fitting = await this.#judge(asked, waits, outcomes);
    // What is claimed under a number that was struck off, others take up at once.
    if (!(await begun)?.isAtWork) throw new Rejected('struck');
    await this.#write(fitting);
    for (const { at, contactId, conversationId, messageId, said } of fitting) {
      outcomes[at] = { as: 'committed', contactId, conversationId, messageId, said };
    }
    return outcomes;
  }

  /** One turn of each contact. Contacts that are new are added. */
  async #askFor(turns: readonly TurnCommit[]): Promise<Asked[]> {
    const strangers = turns.filter(({ contactId }) => contactId === null);
    const met = strangers.length === 0 ? new Map<string, number>() : await this.#meet(strangers);
    const taken = new Set<number>();
    return turns.flatMap((turn, at) => {
      const contactId = turn.contactId ?? met.get(nameOf(turn.contact));
      if (contactId === undefined || taken.has(contactId)) return [];
      taken.add(contactId);
      return { turn, at, contactId, key: turn.message && this.#parts.hash(turn.message.sid) };
    });
  }

  /** The ids of people by their addresses. In one order everywhere, so that no two processes wait for each other. */
  async #meet(turns: readonly TurnCommit[]): Promise<Map<string, number>> {
    const { contacts: parts } = this.#parts;
    const met = new Map(turns.map((turn) => [nameOf(turn.contact), turn]));
    const sorted = [...met].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, turn]) => turn);
    const keys = sorted.map(({ contact }) => parts.optOutKey(contact));
    const listed = new Set((await this.#statements.listed.execute({ keys })).map(({ key }) => key.toString('hex')));
    const numbers = new Map(sorted.map(({ contact: { ours, channel } }) => [`${channel} ${ours}`, { ours, channel }]));
    const sortedNumbers = [...numbers].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, number]) => number);
    const rows = sorted.map(({ contact: { ours, channel, theirs }, message, now }, at) => {
      const optedOutAt = listed.has(keys[at]?.toString('hex') ?? '') ? now : null;
      return { ours, channel, theirs, name: plainText(message?.name ?? null), optedOutAt, createdAt: now };
    });
    const [added] = await Promise.all([
      this.#statements.addContacts.execute({ rows: asRows(contacts, rows) }),
      this.#statements.addOwnNumbers.execute({ rows: asRows(ownNumbers, sortedNumbers) }),
    ]);
    const ids = new Map(added.map((row) => [nameOf(row), row.id]));
    for (const { contact } of sorted) {
      const id = ids.get(nameOf(contact)) ?? (await parts.find(contact))?.id;
      if (id !== undefined) ids.set(nameOf(contact), id);
    }
    return ids;
  }

  /**
   * Sorts out those that cannot be written, and gives ids to the others. Until the transaction ends, nobody else changes
   * anything of their contacts.
   */
  async #judge(asked: readonly Asked[], waits: boolean, outcomes: Outcome[]): Promise<Fitting[]> {
    if (asked.length === 0) return [];
    const { lock, lockFree, judge } = this.#statements;
    const settled = asked.flatMap(({ turn }) => turn.read.filter(({ status }) => status !== 'kept').map(({ id }) => id));
    const [locked, judged] = await Promise.all([
      (waits ? lock : lockFree).execute({ ids: asked.map(({ contactId }) => contactId) }),
      judge.execute({ turns: asJson(asked.map(askedOf)), settled }),
    ]);
    const free = new Set(locked.map(({ id }) => id));
    return judged.flatMap(({ at, isSeen, fits, conversationId, texts }) => {
      const one = asked[at];
      // One that is waited for and is not there was erased: its turn fails by itself.
      if (!one || !(waits || free.has(one.contactId))) return [];
      if (isSeen || !fits) {
        outcomes[one.at] = { as: isSeen ? 'seen' : 'conflict' };
        return [];
      }
      return [{ ...one, conversationId, ...namedTexts(one.turn, texts) }];
    });
  }

  async #write(turns: readonly Fitting[]): Promise<void> {
    if (turns.length === 0) return;
    for (const { turn } of turns) if (turn.ends) await this.#parts.turns.end(turn.ends, turn.now);
    // Sent at once, and done in this order.
    await allDone([
      this.#writeConversations(turns),
      this.#writeTexts(turns),
      ...turns.map((one) => this.#settleRead(one)),
      this.#statements.addTraces.execute({ rows: asRows(traces, turns.map(traceOf)) }),
      this.#writeJobs(turns),
      ...turns.map((one) => this.#writeRest(one)),
    ]);
  }

  async #settleRead({ turn, contactId, conversationId }: Fitting): Promise<void> {
    for (const read of turn.read) await this.#parts.inbox.settle(read, { contactId, conversationId, now: turn.now });
  }

  async #writeConversations(turns: readonly Fitting[]): Promise<void> {
    const rowsOf = (those: readonly Fitting[]) =>
      asRows(
        conversations,
        those.map(({ turn, conversationId, contactId }) => this.#parts.rows.conversation(turn, conversationId, contactId)),
      );
    const begun = turns.filter(({ turn }) => turn.conversation.id === null);
    const goneOn = turns.filter(({ turn }) => turn.conversation.id !== null);
    await Promise.all([
      begun.length > 0 && this.#statements.addConversations.execute({ rows: rowsOf(begun) }),
      goneOn.length > 0 && this.#statements.updateConversations.execute({ rows: rowsOf(goneOn) }),
    ]);
  }

  async #writeTexts(turns: readonly Fitting[]): Promise<void> {
    const { rows } = this.#parts;
    const seen = turns.flatMap(({ turn, key, messageId }) =>
      key && messageId !== null ? [{ key, messageId, at: turn.now }] : [],
    );
    const texts = turns.flatMap(({ turn, contactId, conversationId, messageId, said }) => {
      const place = { contactId, conversationId, now: turn.now };
      const replyTo = turn.replyTo ?? messageId;
      const out = turn.say.map((text, at) => ({ id: said[at]?.id ?? -1, ...rows.text(text, turn.route, { ...place, replyTo }) }));
      return turn.message && messageId !== null ? [{ id: messageId, ...rows.message(turn.message, place) }, ...out] : out;
    });
    const [, added] = await Promise.all([
      texts.length > 0 && this.#statements.addTexts.execute({ rows: asRows(messages, texts) }),
      seen.length > 0 && this.#statements.addSeen.execute({ rows: asRows(dedupe, seen) }),
    ]);
    // Another process has taken one of them at the same moment, for another contact.
    if (added && added.length < seen.length) throw new Rejected('seen');
  }

  async #writeJobs(turns: readonly Fitting[]): Promise<void> {
    const { rows } = this.#parts;
    const saved = turns.flatMap(({ turn, contactId, conversationId, said }) => {
      const sends = turn.route === 'rest' ? said.map(({ id }) => rows.sendJob(id, { contactId, now: turn.now })) : [];
      return turn.job ? [...sends, rows.job(turn.job, turn, conversationId)] : sends;
    });
    const ids = turns.flatMap(({ turn }) => (turn.job === null && turn.conversation.id !== null ? [turn.conversation.id] : []));
    await Promise.all([
      saved.length > 0 && this.#statements.saveJobs.execute({ rows: asRows(jobs, saved) }),
      ids.length > 0 && this.#statements.dropJobs.execute({ ids }),
    ]);
  }

  /** What few turns do. */
  async #writeRest({ turn, contactId, conversationId }: Fitting): Promise<void> {
    const { contacts: parts, events } = this.#parts;
    const { now, conversation } = turn;
    if (turn.message) await parts.heardFrom(contactId, turn.contact, now);
    if (turn.language) await parts.setLanguage(contactId, turn.language.is);
    if (turn.contactAttributes) await parts.setAttributes(contactId, turn.contactAttributes);
    if (turn.claim) await parts.setVerified(contactId, turn.claim);
    const place = { contactId, conversationId, now };
    for (const event of turn.events) await events.add(event, place);
    const { waiting, outcome } = conversation.state;
    if (waiting === null) await events.add({ type: 'conversation.ended', outcome: outcome ?? '' }, place);
  }
}

function nameOf({ ours, channel, theirs }: ContactKey): string {
  return `${theirs} ${ours} ${channel}`;
}

/** As `judge` asks for it. */
function askedOf({ turn, contactId, key }: Asked, at: number) {
  const { conversation, ends, message, read, say } = turn;
  return {
    at,
    contact: contactId,
    conversation: conversation.id,
    revision: conversation.revision,
    ends: ends?.id ?? null,
    ends_revision: ends?.revision ?? null,
    key,
    reads: read.map(({ id }) => id),
    may_keep: mayKeep(conversation.state),
    texts: say.length + (message ? 1 : 0),
  };
}

/** The ids of the message of a turn and of what it says. */
function namedTexts({ message, say }: TurnCommit, texts: readonly number[]): Pick<Fitting, 'messageId' | 'said'> {
  const [first = null, ...others] = texts;
  const ids = message ? others : texts;
  const said = say.map((text, at) => saidOf(ids[at] ?? -1, text));
  return { messageId: message ? first : null, said };
}

function traceOf({ turn, conversationId }: Fitting) {
  const { trace, conversation, now } = turn;
  return { conversationId, turn: conversation.revision + 1, at: now, data: JSON.stringify(trace) };
}
