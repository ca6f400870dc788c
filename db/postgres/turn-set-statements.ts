import { asc, sql } from 'drizzle-orm';
import type { OpenDatabase } from './open-database.ts';
import { rowsOf, selectRowsOf } from './row-sets.ts';
import { contacts, conversations, dedupe, jobs, messages, nodes, optOuts, ownNumbers, traces } from './schema.ts';

const value = sql.placeholder;

/** Statements for many turns at once, prepared once. Rows come as JSON: a statement is the same however many there are. */
export function prepareTurnSets(db: OpenDatabase['db']) {
  return {
    ...prepareSettings(db),
    ...prepareContacts(db),
    ...prepareJudgement(db),
    ...prepareConversations(db),
    ...prepareRows(db),
  };
}

function prepareSettings(db: OpenDatabase['db']) {
  const off = (name: string) => sql`set_config(${sql.raw(`'${name}'`)}, 'off', true)`;
  const settings = { seqscan: off('enable_seqscan'), hashjoin: off('enable_hashjoin'), mergejoin: off('enable_mergejoin') };
  const isAtWork = sql<boolean>`exists (select 1 from ${nodes} n where n.id = ${value('node')}::bigint)`;
  return {
    /**
     * Settings until the transaction ends: a plan that is good for the few rows of a new database is kept while it grows. And
     * whether this process is still taken to be at work.
     */
    begin: db
      .select({ ...settings, isAtWork })
      .from(sql`(values (1)) as once`)
      .prepare('turn_sets_begin'),
  };
}

function prepareContacts(db: OpenDatabase['db']) {
  const key = { id: contacts.id, ours: contacts.ours, channel: contacts.channel, theirs: contacts.theirs };
  const isAsked = sql`${contacts.id} = any(${value('ids')}::bigint[])`;
  const locked = () => db.select({ id: contacts.id }).from(contacts).where(isAsked).orderBy(asc(contacts.id));
  return {
    listed: db
      .select({ key: optOuts.key })
      .from(optOuts)
      .where(sql`${optOuts.key} = any(${value('keys')}::bytea[])`)
      .prepare('turn_sets_listed'),
    addOwnNumbers: db
      .insert(ownNumbers)
      .select(selectRowsOf(ownNumbers))
      .onConflictDoNothing()
      .prepare('turn_sets_addOwnNumbers'),
    addContacts: db
      .insert(contacts)
      .select(selectRowsOf(contacts, { id: sql`nextval('contacts_id_seq')` }))
      .onConflictDoNothing()
      .returning(key)
      .prepare('turn_sets_addContacts'),
    /** In the order of their ids, so that no two wait for each other. */
    lock: locked().for('no key update').prepare('turn_sets_lock'),
    /** Those that somebody else is at work on are left out. */
    lockFree: locked().for('no key update', { skipLocked: true }).prepare('turn_sets_lockFree'),
  };
}

/** What is asked of each turn before anything is written, and the ids it gets. `at` is its place among them. */
function prepareJudgement(db: OpenDatabase['db']) {
  const turns = sql`json_to_recordset(${value('turns')}::json) as t(
    at int, contact bigint, conversation bigint, revision int, ends bigint, ends_revision int,
    key bytea, reads bigint[], may_keep boolean, texts int
  )`;
  const isSeen = sql<boolean>`t.key is not null and exists (select 1 from ${dedupe} d where d.key = t.key)`;
  const isAsRead = sql`case when t.conversation is null
    then not exists (
      select 1 from ${conversations} c where c.contact_id = t.contact and c.status <> 'ended' and c.id is distinct from t.ends
    )
    else exists (select 1 from ${conversations} c where c.id = t.conversation and c.revision = t.revision) end`;
  const endsAsRead = sql`t.ends is null or exists (
    select 1 from ${conversations} c where c.id = t.ends and c.revision = t.ends_revision
  )`;
  // One that another process has used while this turn was being made would be used twice.
  const readsUnused = sql`not exists (
    select 1 from ${messages} m where m.id = any(t.reads) and m.status not in ('received', 'kept')
  )`;
  // One that another process kept while this turn was being made would wait for ever.
  const leavesNoneKept = sql`t.may_keep or not exists (
    select 1 from ${messages} m
    where m.contact_id = t.contact and m.status = 'kept' and m.id <> all(${value('settled')}::bigint[])
  )`;
  return {
    judge: db
      .select({
        at: sql`t.at`.mapWith(Number),
        isSeen,
        fits: sql<boolean>`${isAsRead} and (${endsAsRead}) and ${readsUnused} and (${leavesNoneKept})`,
        conversationId: sql`coalesce(t.conversation, nextval('conversations_id_seq'))`.mapWith(Number),
        texts: sql`array(select nextval('messages_id_seq') from generate_series(1, t.texts))`.mapWith(numbers),
      })
      .from(turns)
      .prepare('turn_sets_judge'),
  };
}

function numbers(ids: unknown): number[] {
  return Array.isArray(ids) ? ids.map(Number) : [];
}

function prepareConversations(db: OpenDatabase['db']) {
  return {
    addConversations: db.insert(conversations).select(selectRowsOf(conversations)).prepare('turn_sets_addConversations'),
    updateConversations: db
      .update(conversations)
      .set({
        revision: sql`n.revision`,
        status: sql`n.status`,
        outcome: sql`n.outcome`,
        data: sql`n.data`,
        secrets: sql`n.secrets`,
        updatedAt: sql`n.updated_at`,
      })
      .from(sql`${rowsOf(conversations)} as n`)
      .where(sql`${conversations.id} = n.id`)
      .prepare('turn_sets_updateConversations'),
  };
}

function prepareRows(db: OpenDatabase['db']) {
  return {
    addTexts: db.insert(messages).select(selectRowsOf(messages)).prepare('turn_sets_addTexts'),
    addSeen: db
      .insert(dedupe)
      .select(selectRowsOf(dedupe))
      .onConflictDoNothing()
      .returning({ messageId: dedupe.messageId })
      .prepare('turn_sets_addSeen'),
    addTraces: db.insert(traces).select(selectRowsOf(traces)).prepare('turn_sets_addTraces'),
    saveJobs: db
      .insert(jobs)
      .select(selectRowsOf(jobs, { id: sql`nextval('jobs_id_seq')` }))
      .onConflictDoUpdate({ target: jobs.conversationId, set: replaced })
      .prepare('turn_sets_saveJobs'),
    dropJobs: db
      .delete(jobs)
      .where(sql`${jobs.conversationId} = any(${value('ids')}::bigint[])`)
      .prepare('turn_sets_dropJobs'),
  };
}

/** A conversation has one job, which its turn puts in the place of the former. */
const replaced = {
  kind: sql`excluded.kind`,
  dueAt: sql`excluded.due_at`,
  revision: sql`excluded.revision`,
  key: sql`excluded.key`,
  leased: sql`excluded.leased`,
  node: sql`excluded.node`,
  attempts: 0,
  error: null,
  deadAt: null,
};
