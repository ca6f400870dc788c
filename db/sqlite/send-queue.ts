import type { OpenDatabase } from './open-database.ts';

/** As the index `jobs_outbox` has it. */
const IN_OUTBOX = `dead_at IS NULL AND kind IN ('send', 'settle')`;

/**
 * The first job of each contact that has texts on their way out. From contact to contact by the index, so that it costs
 * no more when one of them has a thousand texts waiting.
 */
const FIRST_OF_EACH = `
  WITH RECURSIVE whose (id) AS (
    SELECT min(contact_id) FROM jobs WHERE ${IN_OUTBOX}
    UNION ALL
    SELECT (SELECT min(contact_id) FROM jobs WHERE ${IN_OUTBOX} AND contact_id > whose.id) FROM whose WHERE whose.id IS NOT NULL
  ), first (id) AS (
    SELECT (SELECT id FROM jobs WHERE ${IN_OUTBOX} AND contact_id = whose.id ORDER BY message_id LIMIT 1)
    FROM whose WHERE whose.id IS NOT NULL
  )`;

export const DUE_SENDS = `${FIRST_OF_EACH}
  SELECT jobs.id FROM first CROSS JOIN jobs ON jobs.id = first.id
  WHERE jobs.kind = 'send' AND jobs.due_at <= :now ORDER BY jobs.priority DESC, jobs.id LIMIT :limit`;

const NEXT_SEND = `${FIRST_OF_EACH}
  SELECT min(jobs.due_at) FROM first CROSS JOIN jobs ON jobs.id = first.id WHERE jobs.kind = 'send'`;

/** Which texts may leave now: those of one contact one after the other, what is in doubt before what comes after it. */
export class SendQueue {
  readonly #due;
  readonly #next;

  constructor({ raw }: OpenDatabase) {
    this.#due = raw.prepare<{ now: number; limit: number }, number>(DUE_SENDS).pluck();
    this.#next = raw.prepare<[], number | null>(NEXT_SEND).pluck();
  }

  /** Ids of jobs, those with a higher priority first. */
  due(now: number, limit: number): number[] {
    return limit > 0 ? this.#due.all({ now, limit }) : [];
  }

  nextAt(): number | null {
    return this.#next.get() ?? null;
  }
}
