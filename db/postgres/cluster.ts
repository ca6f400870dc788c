import { EventEmitter } from 'node:events';
import { type Runner, run, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Cluster } from '../../src/runtime/cluster.ts';
import { inTime } from './in-time.ts';
import type { Listener } from './listener.ts';
import type { NodeBook } from './nodes.ts';
import type { OpenDatabase } from './open-database.ts';
import type { Work } from './open-stores.ts';
import { quietLogger } from './quiet-logger.ts';

/** The task of the trigger on `jobs`: it wakes one process when a job is due. */
const DUE = 'parley_due';
/** Listening wakes it at once; this is for what becomes due later, in milliseconds. */
const POLL_INTERVAL = 400;
/** On a connection that was cut half-open the library of jobs waits for ever. */
const STOP_TIMEOUT = 3_000;
/** No work of our own is one of these numbers. */
const NOBODY = -1;

interface Parts {
  readonly pool: pg.Pool;
  readonly database: OpenDatabase;
  readonly work: Work;
  readonly nodes: NodeBook;
  readonly listener: Listener;
}

/**
 * Processes on one database. The table `jobs` is the truth: the library of jobs only wakes a process for what is due there,
 * so that what it has locked when a process dies holds up nothing.
 */
export function createCluster({ pool, database, work, nodes, listener }: Parts): Cluster {
  let runner: Runner | null = null;
  let worker: string | null = null;
  let wake: () => void = () => {};
  let stopped = false;

  const listen = async () => {
    const events: WorkerEvents = new EventEmitter();
    // What it has locked stands under the name of its pool.
    events.on('pool:create', ({ workerPool }) => {
      worker = workerPool.id;
    });
    const started = await run({
      events,
      pgPool: pool,
      taskList: { [DUE]: () => wake() },
      parsedCronItems: [],
      noHandleSignals: true,
      pollInterval: POLL_INTERVAL,
      concurrency: 2,
      logger: quietLogger,
      // At -1, its default, nobody hears that a job could not be ticked off, and the process ends; so the runner ends instead.
      preset: { worker: { completeJobBatchDelay: 0 } },
    });
    runner = started;
    // The next beat begins anew.
    started.promise
      .catch(() => {})
      .finally(() => {
        if (runner === started) runner = null;
      });
  };

  return {
    start: async ({ due, optedOut }) => {
      wake = due;
      await listen();
      await listener.start((contactId) => {
        const found = work.read(({ contacts }) => contacts.keyOf(contactId));
        found.then((contact) => contact && optedOut(contact)).catch(() => {});
      });
    },
    beat: async ({ now }) => {
      if (!runner && !stopped) await listen();
      if (!stopped) await listener.check();
      await nodes.beat(database, worker);
      return work.run(async ({ database: own, jobs, outbox }) => {
        const struck = await nodes.strikeDead(own);
        if (struck.length > 0) await nodes.unlock(own, struck);
        const freed = await jobs.freeForsaken(NOBODY, now);
        return freed + (await outbox.recover(NOBODY, now)) > 0;
      });
    },
    stop: async () => {
      stopped = true;
      await listener.stop();
      if (runner) await inTime(runner.stop(), STOP_TIMEOUT);
    },
  };
}
