import { and, desc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import type { DeadLetter, Retried } from '../../src/runtime/dead-letter-store.ts';
import type { Contacts } from './contacts.ts';
import type { Inbox } from './inbox.ts';
import type { OpenDatabase } from './open-database.ts';
import type { Outbox } from './outbox.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';
import { one } from './transactions.ts';
import type { Turns } from './turns.ts';

const value = sql.placeholder;

const NEWEST = Number.MAX_SAFE_INTEGER;
const DROPPED = 'An admin dropped it after it had failed for good.';

interface Parts {
  readonly contacts: Contacts;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly turns: Turns;
}

/** Jobs that failed for good. To be run in a transaction. */
export class DeadJobs {
  readonly #statements: ReturnType<typeof prepareDeadJobs>;
  readonly #parts: Parts;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = prepareDeadJobs(db);
    this.#parts = parts;
  }

  async list({ before, limit }: { before: number | null; limit: number }): Promise<{ items: DeadLetter[]; next: number | null }> {
    const rows = await this.#statements.list.execute({ before: before ?? NEWEST, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => ({ ...row, error: row.error ?? '', since: row.since ?? 0 }));
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async retry(id: number, now: number): Promise<Retried> {
    const job = await this.#locked(id);
    if (!job) return 'missing';
    if ((job.kind === 'send' || job.kind === 'settle') && job.messageId !== null) {
      if (job.optedOutAt !== null) return 'opted_out';
      if (job.kind === 'send' && job.secret) return 'erased';
      // What nobody could say is asked once more; what was refused is sent.
      if (job.status === 'failed') {
        const status = job.kind === 'send' ? 'queued' : 'unknown';
        await this.#statements.reopen.execute({ messageId: job.messageId, status });
      }
    }
    await this.#statements.revive.execute({ id, now });
    return 'retried';
  }

  /** What it was about is over too: a conversation that waited for it, a text, a message that was not handled yet. */
  async drop(id: number, now: number): Promise<boolean> {
    const { inbox, outbox, turns } = this.#parts;
    const job = await this.#locked(id);
    if (!job) return false;
    const open = await turns.openConversationOf(job.contactId);
    if (open && open.id === job.conversationId) {
      await turns.end({ id: open.id, revision: open.revision, outcome: 'error' }, now);
      await inbox.giveUpKept(job.contactId);
    }
    if (job.messageId !== null) {
      if (job.kind === 'message') await inbox.settleReceived(job.messageId, 'unanswered');
      else await outbox.giveUp(job.messageId, DROPPED);
    }
    await this.#statements.drop.execute({ id });
    return true;
  }

  async #locked(id: number) {
    const found = await one(this.#statements.one, { id });
    if (found) await this.#parts.contacts.lock(found.contactId);
    return found && (await one(this.#statements.one, { id }));
  }
}

function prepareDeadJobs(db: OpenDatabase['db']) {
  const whose = sql`coalesce(${conversations.contactId}, ${messages.contactId}, ${jobs.contactId})`;
  return {
    list: db
      .select({
        id: jobs.id,
        kind: jobs.kind,
        address: contacts.theirs,
        channel: contacts.channel,
        conversationId: sql<number | null>`coalesce(${jobs.conversationId}, ${messages.conversationId})`.mapWith(Number),
        messageId: jobs.messageId,
        attempts: jobs.attempts,
        error: jobs.error,
        since: jobs.deadAt,
      })
      .from(jobs)
      .leftJoin(conversations, eq(conversations.id, jobs.conversationId))
      .leftJoin(messages, eq(messages.id, jobs.messageId))
      .innerJoin(contacts, eq(contacts.id, whose))
      .where(and(isNotNull(jobs.deadAt), lt(jobs.id, value('before'))))
      .orderBy(desc(jobs.id))
      .limit(value('limit'))
      .prepare('dead_letters_list'),
    one: db
      .select({
        kind: jobs.kind,
        conversationId: jobs.conversationId,
        messageId: jobs.messageId,
        contactId: contacts.id,
        optedOutAt: contacts.optedOutAt,
        status: messages.status,
        secret: messages.secret,
      })
      .from(jobs)
      .leftJoin(conversations, eq(conversations.id, jobs.conversationId))
      .leftJoin(messages, eq(messages.id, jobs.messageId))
      .innerJoin(contacts, eq(contacts.id, whose))
      .where(and(isNotNull(jobs.deadAt), eq(jobs.id, value('id'))))
      .prepare('dead_letters_one'),
    reopen: db
      .update(messages)
      .set({ status: sql`${value('status')}`, error: null })
      .where(eq(messages.id, value('messageId')))
      .prepare('dead_letters_reopen'),
    revive: db
      .update(jobs)
      .set({ deadAt: null, leased: false, node: null, attempts: 0, dueAt: sql`${value('now')}` })
      .where(eq(jobs.id, value('id')))
      .prepare('dead_letters_revive'),
    drop: db
      .delete(jobs)
      .where(eq(jobs.id, value('id')))
      .prepare('dead_letters_drop'),
  };
}
