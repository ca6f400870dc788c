import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Job } from '../../src/runtime/store.ts';
import { prepareJobs } from './job-statements.ts';
import type { OpenDatabase } from './open-database.ts';
import type { NodeBook } from './nodes.ts';
import { plainText } from './plain-text.ts';
import { one } from './transactions.ts';

/** How long the process that has the first right to a job has for it once it is due. */
const FIRST_RIGHT = 2_000;

type DueRow = Awaited<ReturnType<ReturnType<typeof prepareJobs>['due']['execute']>>[number];

interface Claim {
  readonly now: number;
  readonly limit: number;
  readonly sends: number;
  readonly leaseUntil: number;
}

/** The jobs table: claiming what is due, and what becomes of it. To be run in a transaction. */
export class Jobs {
  readonly #statements: ReturnType<typeof prepareJobs>;
  readonly #nodes: NodeBook;

  constructor({ db }: OpenDatabase, nodes: NodeBook) {
    this.#statements = prepareJobs(db);
    this.#nodes = nodes;
  }

  /** What another process is taking at this moment is left to it. */
  async claim({ now, limit, sends, leaseUntil }: Claim): Promise<Job[]> {
    const node = this.#nodes.id;
    const due = await this.#statements.due.execute({ now, others: now - FIRST_RIGHT, node, limit });
    const queued =
      sends > 0 ? await this.#statements.dueSends.execute({ now, others: now - FIRST_RIGHT, node, limit: sends }) : [];
    const rows = new Map<number, DueRow>([...due, ...queued].map((row) => [row.job.id, row]));
    if (rows.size === 0) return [];
    const revisions = [...rows.values()].map(({ job }) => job.revision);
    const leased = await this.#statements.lease.execute({ ids: [...rows.keys()], revisions, now, leaseUntil, node });
    const taken = new Set(leased.map(({ id }) => id));
    return [...rows.values()].filter(({ job }) => taken.has(job.id)).map(jobOf);
  }

  /** When something is due for this process. A text that must wait for another is not, however long it has been there. */
  async nextAt(): Promise<number | null> {
    const rows = await this.#statements.next.execute({ node: this.#nodes.id });
    const mine = rows.map(({ dueAt, isOfOther, leased }) => (isOfOther && !leased ? dueAt + FIRST_RIGHT : dueAt));
    const send = (await one(this.#statements.nextSend, { node: this.#nodes.id, firstRight: FIRST_RIGHT }))?.at ?? null;
    const times = send === null ? mine : [...mine, send];
    return times.length === 0 ? null : Math.min(...times);
  }

  async drop(id: number, revision: number): Promise<void> {
    await this.#statements.drop.execute({ id, revision });
  }

  /** Only while it is still the same job, and nobody else is at it: a turn that was committed meanwhile has put another in its place. */
  async retry(id: number, revision: number, dueAt: number, error: string): Promise<void> {
    await this.#statements.retry.execute({ id, revision, dueAt, error: plainText(error), own: this.#nodes.own });
  }

  async bury(id: number, revision: number, error: string, now: number): Promise<void> {
    await this.#statements.bury.execute({ id, revision, error: plainText(error), now, own: this.#nodes.own });
  }

  /** The same job with another thing to do. */
  async become(id: number, kind: Job['kind'], dueAt: number): Promise<void> {
    await this.#statements.become.execute({ id, kind, dueAt });
  }

  /** What dead processes had leased is due now, and what they would have done is anybody's. Returns how many. `own`: also the work of this number. */
  async freeForsaken(own: number, now: number): Promise<number> {
    const freed = await this.#statements.free.execute({ own, now });
    const disowned = await this.#statements.disown.execute({ own });
    return freed.length + disowned.length;
  }
}

function jobOf({ job, ours, channel, theirs }: DueRow): Job {
  const { id, kind, dueAt, attempts, conversationId, revision, messageId, key, expiresAt } = job;
  const contact: ContactKey = { ours, channel, theirs };
  // Those of the kind `event` have a queue of their own.
  const known = kind as Job['kind'];
  return { id, kind: known, dueAt, attempts: attempts + 1, contact, conversationId, revision, messageId, key, expiresAt };
}
