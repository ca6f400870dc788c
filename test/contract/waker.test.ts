import { afterAll, expect, it, onTestFinished } from 'vitest';
import { openStores } from '../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import { postgresServer } from '../support/postgres.ts';
import { startWire } from '../support/wire.ts';
import { BO, BUSY, begin, commit, ENDED, nextTurn, openContact } from './store-fixtures.ts';

const CY = { ...BO, theirs: '+14155550188' };
const HOUR = 3_600_000;
const server = await postgresServer();
const url = await server.create();
const sealer = new Sealer([deriveKeys(Buffer.alloc(32, 5)).seal]);
const { store, shared } = await openStores({ kind: 'postgres', url }, sealer);
afterAll(async () => {
  await shared?.cluster.stop();
  await store.close();
  await server.drop(url);
});

const REFUSE_TO_DELETE = `
  CREATE SEQUENCE refusals;
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('refusals'); RAISE EXCEPTION 'no'; END $$;
  CREATE TRIGGER refuse BEFORE DELETE ON graphile_worker._private_jobs EXECUTE FUNCTION refuse()`;
let woken = () => {};
const nextDue = () => new Promise<void>((resolve) => (woken = resolve));
const called = () => server.query('SELECT key, run_at FROM graphile_worker.jobs', [], url);

it('calls for a worker in the transaction that makes a job, and calls it off with the job', async () => {
  const dueAt = Date.now() + HOUR;
  await begin(store, { conversation: { state: BUSY }, job: { kind: 'delay', dueAt } });
  expect(await called()).toMatchObject([{ run_at: new Date(dueAt) }]);
  const turn = nextTurn(await openContact(store), { conversation: { state: BUSY }, job: { kind: 'delay', dueAt: dueAt + HOUR } });
  await commit(store, turn);
  expect(await store.commit(turn)).toEqual({ as: 'conflict' });
  expect(await called()).toMatchObject([{ run_at: new Date(dueAt + HOUR) }]);
  await commit(store, nextTurn(await openContact(store), { conversation: { state: ENDED } }));
  expect(await called()).toEqual([]);
});

it('wakes a process when a job is due, whichever made it', async () => {
  await shared?.cluster.start({ due: () => woken(), optedOut: () => {} });
  const due = nextDue();
  await begin(store, { conversation: { state: BUSY }, job: { kind: 'delay', dueAt: Date.now() + 200 } });
  await due;
});

it('is known by the name under which it locks what it wakes for', async () => {
  await shared?.cluster.beat({ now: Date.now() });
  expect(await server.query('SELECT worker FROM nodes', [], url)).toEqual([{ worker: expect.stringMatching(/^pool-/) }]);
});

it('goes on waking after the library of jobs could not tick one off', async () => {
  const makeDue = async () =>
    commit(
      store,
      nextTurn(await openContact(store), { conversation: { state: BUSY }, job: { kind: 'delay', dueAt: Date.now() } }),
    );
  await server.query(REFUSE_TO_DELETE, [], url);
  await makeDue();
  // An unheard rejection would end the process here.
  await expect.poll(() => server.query('SELECT is_called FROM refusals', [], url)).toEqual([{ is_called: true }]);
  await server.query('DROP FUNCTION refuse CASCADE', [], url);
  const due = nextDue().then(() => 'due');
  await makeDue();
  let came: unknown;
  while (came !== 'due') came = await Promise.race([due, shared?.cluster.beat({ now: Date.now() })]);
});

it('finds what a process that is gone had not begun: nobody else would wake for it', async () => {
  const other = await openStores({ kind: 'postgres', url }, sealer);
  const now = Date.now();
  await begin(other.store, { now, contact: BO, conversation: { state: BUSY }, job: { kind: 'delay', dueAt: now + 1000 } });
  await other.store.close();
  expect(await shared?.cluster.beat({ now: Date.now() })).toBe(true);
  expect(await shared?.cluster.beat({ now: Date.now() })).toBe(false);
});

it('takes up what it claimed itself where the answer to the commit was lost', async () => {
  const wire = await startWire(Number(new URL(url).port));
  const through = new URL(url);
  through.port = String(wire.port);
  through.searchParams.set('query_timeout', '300');
  const other = await openStores({ kind: 'postgres', url: through.href }, sealer);
  const { cluster } = other.shared ?? {};
  onTestFinished(async () => {
    await cluster?.stop();
    await other.store.close();
  });
  const now = Date.now();
  await begin(other.store, { now, contact: CY, conversation: { state: BUSY }, job: { kind: 'delay', dueAt: now } });
  wire.loseAnswerTo('COMMIT');
  const claim = { now, limit: 9, sends: 0, leaseUntil: now + HOUR };
  await expect(other.store.claimJobs(claim)).rejects.toThrow();
  expect(await other.store.claimJobs(claim)).toEqual([]);
  // What a webhook is held for at this moment is left alone until it has its answer.
  expect(await cluster?.beat({ now })).toBe(false);
  const found = async () => cluster?.beat({ now });
  for (let beats = 0; beats < 10 && !(await found()); beats++);
  expect(await other.store.claimJobs(claim)).toContainEqual(expect.objectContaining({ contact: CY, attempts: 2 }));
});
