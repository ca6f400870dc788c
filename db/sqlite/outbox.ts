import { and, eq, sql } from 'drizzle-orm';
import type { Sealer } from '../../src/lib/seal.ts';
import type { Outgoing, SendResult } from '../../src/runtime/ports.ts';
import type { NewText } from '../../src/runtime/store.ts';
import type { Jobs } from './jobs.ts';
import type { OpenDatabase } from './open-database.ts';
import { contacts, jobs, messages } from './schema.ts';

const value = sql.placeholder;

/** Texts on their way out: queued, sending, and what became of them. All synchronous, to be run in a group. */
export class Outbox {
  readonly #statements: ReturnType<typeof prepareOutbox>;
  readonly #sealer: Sealer;
  readonly #jobs: Jobs;

  constructor({ db }: OpenDatabase, sealer: Sealer, jobTable: Jobs) {
    this.#statements = prepareOutbox(db);
    this.#sealer = sealer;
    this.#jobs = jobTable;
  }

  enqueue(contactId: number, { text, shown, now }: NewText): number {
    const row = { contactId, text: this.#sealer.seal(text), shown: shown === text ? null : this.#sealer.seal(shown), now };
    const messageId = Number(this.#statements.add.run(row).lastInsertRowid);
    this.#statements.addJob.run({ messageId, now });
    return messageId;
  }

  begin(messageId: number): Outgoing | null {
    const row = this.#statements.queued.get({ messageId });
    if (!row) return null;
    this.#statements.setStatus.run({ messageId, status: 'sending' });
    const { ours, channel, theirs } = row;
    const media = row.media === null ? [] : (JSON.parse(row.media) as string[]);
    return { id: messageId, contact: { ours, channel, theirs }, text: row.text ? this.#sealer.open(row.text) : '', media };
  }

  settle(query: { messageId: number; jobId: number; result: SendResult; retryAt: number | null; now: number }): void {
    const { messageId, jobId, result, retryAt } = query;
    if (retryAt !== null) {
      this.#statements.setStatus.run({ messageId, status: 'queued' });
      this.#jobs.retry(jobId, retryAt, reasonOf(result));
      return;
    }
    const status = result.as === 'refused' ? 'failed' : result.as;
    this.#statements.leave.run({ messageId, status, sid: result.as === 'sent' ? result.sid : null, error: reasonOf(result) });
    if (result.as === 'refused') this.#jobs.bury(jobId, reasonOf(result), query.now);
    else this.#jobs.drop(jobId, 0);
  }

  /** Only what is still claimed for TwiML: what was rerouted meanwhile is not said yet. */
  markSaid(ids: readonly number[]): void {
    for (const messageId of ids) this.#statements.said.run({ messageId });
  }

  /** Only what is still claimed for TwiML: a text has one route at a time. */
  reroute(ids: readonly number[], now: number): number {
    let count = 0;
    for (const messageId of ids) {
      if (this.#statements.unclaim.run({ messageId }).changes !== 1) continue;
      this.#statements.addJob.run({ messageId, now });
      count++;
    }
    return count;
  }

  unsaidIds(): number[] {
    return this.#statements.unsaid.all().map((row) => row.id);
  }

  /** A send that was under way when the process died: nobody knows whether it was taken. */
  markInterrupted(): void {
    this.#statements.interrupted.run();
  }
}

function reasonOf(result: SendResult): string {
  if (result.as === 'sent') return '';
  const code = result.as === 'refused' && result.code !== null ? `${result.code} ` : '';
  return `${code}${result.reason}`.slice(0, 200);
}

function prepareOutbox(db: OpenDatabase['db']) {
  const isUnsaid = and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'twiml'`));
  /** A text with a secret in it is replaced by what may be shown once it has left. */
  const shownAlone = { text: sql`coalesce(shown, text)`, shown: null };
  const isBeingSent = and(eq(messages.status, sql`'sending'`), eq(messages.route, sql`'rest'`));
  return {
    add: db
      .insert(messages)
      .values({
        contactId: value('contactId'),
        direction: 'out',
        status: 'queued',
        route: 'rest',
        text: value('text'),
        shown: value('shown'),
        at: value('now'),
      })
      .prepare(),
    addJob: db
      .insert(jobs)
      .values({ kind: 'send', messageId: value('messageId'), dueAt: value('now') })
      .prepare(),
    queued: db
      .select({
        text: messages.text,
        media: messages.media,
        ours: contacts.ours,
        channel: contacts.channel,
        theirs: contacts.theirs,
      })
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(and(eq(messages.id, value('messageId')), eq(messages.status, sql`'queued'`)))
      .prepare(),
    setStatus: db
      .update(messages)
      .set({ status: sql`${value('status')}` })
      .where(eq(messages.id, value('messageId')))
      .prepare(),
    leave: db
      .update(messages)
      .set({
        status: sql`${value('status')}`,
        sid: sql`coalesce(${value('sid')}, sid)`,
        error: sql`nullif(${value('error')}, '')`,
        ...shownAlone,
      })
      .where(eq(messages.id, value('messageId')))
      .prepare(),
    said: db
      .update(messages)
      .set({ status: 'sent', ...shownAlone })
      .where(and(eq(messages.id, value('messageId')), isUnsaid))
      .prepare(),
    unclaim: db
      .update(messages)
      .set({ status: 'queued', route: 'rest', replyTo: null })
      .where(and(eq(messages.id, value('messageId')), isUnsaid))
      .prepare(),
    unsaid: db.select({ id: messages.id }).from(messages).where(isUnsaid).prepare(),
    interrupted: db
      .update(messages)
      .set({ status: 'unknown', ...shownAlone })
      .where(isBeingSent)
      .prepare(),
  };
}
