import { and, asc, desc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { OpenDatabase } from './open-database.ts';
import { isForsaken, isOfOther } from './nodes.ts';
import { contacts, conversations, jobs, messages } from './schema.ts';

const value = sql.placeholder;

const whose = { job: jobs, ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs };
const isOther = and(isNull(jobs.deadAt), sql`${jobs.kind} not in ('send', 'event')`);

/** Of messages that were stored under load, only the first of each contact. */
const isFirst = sql`(${jobs.kind} <> 'message' or not exists (
  select 1 from jobs e where e.kind = 'message' and e.dead_at is null and e.contact_id = ${jobs.contactId} and e.id < ${jobs.id}
))`;

/** A process where something waits for a job is let do it, if it does it in time. */
const isOurs = sql`(${jobs.leased} or not ${isOfOther(jobs.node)} or ${jobs.dueAt} <= ${value('others')}::bigint)`;

/**
 * The first job of each contact that has texts on their way out. From contact to contact by the index, so that it costs
 * no more when one of them has a thousand texts waiting.
 */
const FIRST_OF_EACH = sql`
  with recursive whose (id) as (
    (select min(contact_id) from jobs where dead_at is null and kind in ('send', 'settle'))
    union all
    select (select min(contact_id) from jobs where dead_at is null and kind in ('send', 'settle') and contact_id > whose.id)
    from whose where whose.id is not null
  )
  select f.id from whose cross join lateral (
    select j.id, j.kind from jobs j where j.dead_at is null and j.kind in ('send', 'settle') and j.contact_id = whose.id
    order by j.message_id limit 1
  ) f where f.kind = 'send'`;

/** All statements of jobs, prepared once. */
export function prepareJobs(db: OpenDatabase['db']) {
  return { ...prepareClaims(db), ...prepareNext(db), ...prepareOutcomes(db), ...prepareNodes(db) };
}

function prepareClaims(db: OpenDatabase['db']) {
  return {
    due: db
      .select(whose)
      .from(jobs)
      .leftJoin(conversations, eq(conversations.id, jobs.conversationId))
      .leftJoin(messages, eq(messages.id, jobs.messageId))
      .innerJoin(contacts, eq(contacts.id, sql`coalesce(${conversations.contactId}, ${messages.contactId})`))
      .where(and(isOther, lte(jobs.dueAt, value('now')), isFirst, isOurs))
      .orderBy(asc(jobs.dueAt), asc(jobs.id))
      .limit(value('limit'))
      .prepare('jobs_due'),
    dueSends: db
      .select(whose)
      .from(jobs)
      .innerJoin(contacts, eq(contacts.id, jobs.contactId))
      .where(and(sql`${jobs.id} in (${FIRST_OF_EACH})`, lte(jobs.dueAt, value('now')), isOurs))
      .orderBy(desc(jobs.priority), asc(jobs.id))
      .limit(value('limit'))
      .prepare('jobs_due_sends'),
    /** Not one that a turn has put in the place of what was found: it is found anew, as what it is now. */
    lease: db
      .update(jobs)
      .set({
        leased: true,
        node: sql`${value('node')}`,
        dueAt: sql`${value('leaseUntil')}`,
        attempts: sql`${jobs.attempts} + 1`,
      })
      .where(
        sql`${jobs.id} in (
          select j.id from jobs j join unnest(${value('ids')}::bigint[], ${value('revisions')}::int[]) as d (id, revision)
            on j.id = d.id and j.revision = d.revision
          where j.dead_at is null and j.due_at <= ${value('now')}::bigint
            and exists (select 1 from nodes n where n.id = ${value('node')}::bigint)
          for update of j skip locked
        )`,
      )
      .returning({ id: jobs.id })
      .prepare('jobs_lease'),
  };
}

function prepareNext(db: OpenDatabase['db']) {
  return {
    /** More than one, because some are left to other processes at first. */
    next: db
      .select({ dueAt: jobs.dueAt, isOfOther: isOfOther(jobs.node), leased: jobs.leased })
      .from(jobs)
      .where(isOther)
      .orderBy(asc(jobs.dueAt))
      .limit(20)
      .prepare('jobs_next'),
    nextSend: db
      .select({
        at: sql`min(case when ${jobs.leased} or not ${isOfOther(jobs.node)}
          then ${jobs.dueAt} else ${jobs.dueAt} + ${value('firstRight')}::bigint end)`.mapWith(Number),
      })
      .from(jobs)
      .where(sql`${jobs.id} in (${FIRST_OF_EACH})`)
      .prepare('jobs_next_send'),
  };
}

function prepareOutcomes(db: OpenDatabase['db']) {
  const isIt = and(eq(jobs.id, value('id')), eq(jobs.revision, value('revision')));
  // One that was taken for dead meanwhile takes nothing from the process that has taken over.
  const isItHere = and(isIt, sql`(${jobs.node} is null or ${jobs.node} = any(${value('own')}::bigint[]))`);
  return {
    drop: db.delete(jobs).where(isIt).prepare('jobs_drop'),
    retry: db
      .update(jobs)
      .set({ leased: false, node: null, dueAt: sql`${value('dueAt')}`, error: sql`${value('error')}` })
      .where(isItHere)
      .prepare('jobs_retry'),
    bury: db
      .update(jobs)
      .set({ leased: false, node: null, deadAt: sql`${value('now')}`, error: sql`${value('error')}` })
      .where(isItHere)
      .prepare('jobs_bury'),
    become: db
      .update(jobs)
      .set({ kind: sql`${value('kind')}`, leased: false, node: null, attempts: 0, dueAt: sql`${value('dueAt')}` })
      .where(eq(jobs.id, value('id')))
      .prepare('jobs_become'),
  };
}

function prepareNodes(db: OpenDatabase['db']) {
  return {
    free: db
      .update(jobs)
      .set({ leased: false, node: null, dueAt: sql`${value('now')}` })
      .where(and(eq(jobs.leased, true), isNull(jobs.deadAt), isForsaken(jobs.node)))
      .returning({ id: jobs.id })
      .prepare('jobs_free'),
    disown: db
      .update(jobs)
      .set({ node: null })
      .where(and(isNotNull(jobs.node), isForsaken(jobs.node)))
      .returning({ id: jobs.id })
      .prepare('jobs_disown'),
  };
}
