import { openPostgres } from '../../db/postgres/open-stores.ts';
import type { TraceEntry } from '../../src/engine/trace.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import type { Store } from '../../src/runtime/store.ts';
import type { PostgresServer } from '../support/embedded-postgres.ts';
import { type Control, openControl } from './control.ts';
import type { ConversationRow, JobRow, MessageRow, Reach, Remains, SimulatedDatabase } from './database.ts';
import type { Life } from './life.ts';
import { openRelay, type Relay } from './relay.ts';
import { FILLED, READ } from './rows.ts';
import { Switchboard } from './switchboard.ts';
import { POSTGRES_WATCHES } from './watches.ts';
import { Turnstile } from './turnstile.ts';
import type { World } from './world.ts';

const CONNECTIONS = 3;
const OPTED_OUT = 'parley_opted_out';
/** A process that is to die in the midst of what it asks for does so within this, even when it asks for nothing. Milliseconds. */
const DIES_WITHIN = 2_500;
/** So many pieces are still sent at most before a connection breaks: more than the longest transaction has. */
const PIECES = 16;
const COUNTED = ['contacts', 'conversations', 'messages', 'jobs', 'nodes'];
const EMPTY = [
  ...[...FILLED, 'nodes', 'seen_wrong', 'graphile_worker._private_jobs'].map((table) => `DELETE FROM ${table}`),
  ...COUNTED.map((table) => `SELECT setval(pg_get_serial_sequence('${table}', 'id'), 1, false)`),
].join(';\n');
const OTHERS = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

/**
 * The clock of the database is that of the simulation: a `now()` of its own stands before the built-in one, and so decides
 * which process was seen when.
 */
const CLOCK = `
  CREATE TABLE simulated_clock (at bigint NOT NULL);
  INSERT INTO simulated_clock VALUES (0);
  CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT to_timestamp(at / 1000.0) FROM public.simulated_clock'`;

interface Parts {
  readonly url: string;
  readonly control: Control;
  readonly sealer: Sealer;
  /** Those of the run under way. */
  run: { readonly world: World; readonly switchboard: Switchboard; readonly relays: Map<Life, Relay> } | null;
}

type Run = NonNullable<Parts['run']>;

/** A database on Postgres that several processes share, each with connections of its own, which may break. */
export async function openPostgresDatabase(server: PostgresServer): Promise<SimulatedDatabase & { close(): Promise<void> }> {
  const url = await server.create();
  const sealer = new Sealer([deriveKeys(Buffer.alloc(32, 7)).seal]);
  await server.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path TO public, pg_catalog`);
  await server.query(CLOCK, [], url);
  await (await openPostgres(url, sealer, null)).store.close();
  await server.query(POSTGRES_WATCHES, [], url);
  const control = await openControl(url, OPTED_OUT, (told) => parts.run?.switchboard.heard(Number(told.split(' ')[0])));
  const parts: Parts = { url, control, sealer, run: null };
  const rows: Control['rows'] = (sql, values) => control.rows(sql, values);
  return {
    shared: true,
    begin: (world) => begin(parts, world),
    reach: (life) => reach(parts, life),
    doom: (life, die) => doom(runOf(parts), life, die),
    cut: (life) => breakSoon(runOf(parts), life, () => {}),
    beingSaid: async () => (await rows<{ id: number }>(READ.beingSaid)).map(({ id }) => id),
    optedOutAt: async ({ ours, channel, theirs }) => {
      const where = 'WHERE ours = $1 AND channel = $2 AND theirs = $3';
      const [row] = await rows<{ at: number | null }>(`SELECT opted_out_at AS at FROM contacts ${where}`, [
        ours,
        channel,
        theirs,
      ]);
      return row?.at ?? null;
    },
    isAtRest: async () => (await rows<{ count: number }>(READ.unrest))[0]?.count === 0,
    remains: () => readRemains(parts),
    tamper: async (sql) => void (await rows(sql)),
    close: async () => {
      await endAll(parts);
      await control.close();
      await server.drop(url);
    },
  };
}

function runOf({ run }: Parts): Run {
  if (!run) throw new Error('No run has begun on this database.');
  return run;
}

async function begin(parts: Parts, world: World): Promise<void> {
  await endAll(parts);
  await parts.control.rows(EMPTY);
  parts.run = { world, switchboard: new Switchboard(world, parts.control), relays: new Map() };
}

/** Whatever an earlier run was doing is done with. */
async function endAll({ run, control }: Parts): Promise<void> {
  for (const relay of run?.relays.values() ?? []) relay.close();
  await control.rows(`SELECT pg_terminate_backend(pid) ${OTHERS}`);
  while ((await control.rows<{ count: number }>(`SELECT count(*) AS count ${OTHERS}`))[0]?.count !== 0);
}

async function setClock(parts: Parts): Promise<void> {
  await parts.control.rows('UPDATE simulated_clock SET at = $1', [runOf(parts).world.timeline.steady]);
}

async function reach(parts: Parts, life: Life): Promise<Reach> {
  const { switchboard, relays } = runOf(parts);
  const way = new URL(parts.url);
  const relay = await openRelay({ host: way.hostname, port: Number(way.port || 5432) });
  relays.set(life, relay);
  if (!life.alive) relay.close();
  way.hostname = '127.0.0.1';
  way.port = String(relay.port);
  await setClock(parts);
  const { store, shared } = await openPostgres(way.href, parts.sealer, null);
  // It does not begin to listen: the switchboard does that for it.
  await shared.cluster.stop();
  return {
    store: narrow(store),
    cluster: {
      start: (on) => Promise.resolve(switchboard.join(life, on)),
      beat: async (query) => {
        await setClock(parts);
        return shared.cluster.beat(query);
      },
      stop: () => Promise.resolve(switchboard.leave(life)),
    },
    close: async () => {
      await store.close();
      relay.close();
    },
  };
}

/** Connections cost more than all else in a run, so each process has few of them. */
function narrow(store: Store): Store {
  const turnstile = new Turnstile(CONNECTIONS);
  const entries = Object.entries(store).map(([name, work]: [string, unknown]) =>
    typeof work === 'function'
      ? [name, (...args: unknown[]) => turnstile.run(() => work(...args) as Promise<unknown>)]
      : [name, work],
  );
  return Object.fromEntries(entries) as Store;
}

/** Without a goodbye. */
function doom(run: Run, life: Life, die: () => void): void {
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    run.switchboard.leave(life);
    run.relays.get(life)?.close();
    die();
  };
  if (!run.relays.has(life) || run.world.seeded.chance(0.3)) return end();
  breakSoon(run, life, end);
  run.world.timeline.after(DIES_WITHIN, end);
}

/** Somewhere in the next transactions: before they are committed, or between the commit and its answer. */
function breakSoon({ relays, world }: Run, life: Life, broken: () => void): void {
  const { seeded } = world;
  relays.get(life)?.breakAfter(seeded.between(1, PIECES), seeded.chance(0.5), broken);
}

async function readRemains({ control, sealer }: Parts): Promise<Remains> {
  const rows: Control['rows'] = (sql, values) => control.rows(sql, values);
  const messages = await rows<
    Omit<MessageRow, 'text' | 'secret' | 'repeated'> & { text: Buffer | null; secret: boolean | null; repeated: boolean | null }
  >(READ.messages);
  const traces = await rows<{ conversation_id: number; turn: number; at: number; data: string }>(READ.traces);
  return {
    conversations: await rows<ConversationRow>(READ.conversations),
    messages: messages.map((row) => ({
      ...row,
      text: row.text ? sealer.open(row.text) : '',
      secret: row.secret === true,
      repeated: row.repeated === true,
    })),
    traces: traces.map(({ data, ...row }) => ({ ...row, entries: JSON.parse(data) as TraceEntry[] })),
    jobs: await rows<JobRow>(READ.jobs),
    seenWrong: (await rows<{ what: string }>(READ.seenWrong)).map(({ what }) => what),
    firstStart: (await rows<{ value: number }>(READ.firstStart))[0]?.value ?? Number.POSITIVE_INFINITY,
  };
}
