import { expect, it, onTestFinished } from 'vitest';
import { openStores } from '../db/open-store.ts';
import { deriveKeys, Sealer } from '../src/lib/seal.ts';
import { Worker } from '../src/runtime/worker.ts';
import { ANA, BUSY, begin } from './contract/store-fixtures.ts';
import { ManualClock } from './support/clock.ts';
import { postgresServer } from './support/postgres.ts';
import { startWire } from './support/wire.ts';

const server = await postgresServer();

it('tries a job again that failed while the database was out of reach, and does not wait for the end of its lease', async () => {
  const url = new URL(await server.create());
  const wire = await startWire(Number(url.port));
  url.port = String(wire.port);
  const { store } = await openStores({ kind: 'postgres', url: url.href }, new Sealer([deriveKeys(Buffer.alloc(32, 5)).seal]));
  const clock = new ManualClock();
  const tries: number[] = [];
  const unused = () => Promise.reject(new Error('No such job was made.'));
  const delay = async () => {
    tries.push(clock.monotonic());
    if (tries.length > 1) return;
    wire.break();
    throw new Error('The database is gone.');
  };
  const handlers = { delay, call: unused, message: unused, send: unused, settle: unused, reminder: unused, no_reply: unused };
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const worker = new Worker({ store, clock, logger, handlers });
  onTestFinished(async () => {
    await worker.stop();
    await store.close();
  });
  const now = clock.now();
  await begin(store, { now, contact: ANA, conversation: { state: BUSY }, job: { kind: 'delay', dueAt: now } });
  worker.start();
  await clock.untilTimer(500);
  wire.mend();
  await clock.advance(500);
  await expect.poll(async () => (await store.nextJobAt()) ?? 0).toBe(now + 5_000);
  await clock.advance(5_000);
  await expect.poll(() => tries).toHaveLength(2);
  // Its lease is two minutes.
  expect(tries[1]).toBeLessThan(6_000);
});
