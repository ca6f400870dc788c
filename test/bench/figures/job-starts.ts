import { openStores } from '../../../db/open-store.ts';
import { deriveKeys, Sealer } from '../../../src/lib/seal.ts';
import { begin, BO, BUSY, claimDue } from '../../contract/store-fixtures.ts';
import type { PostgresServer } from '../../support/embedded-postgres.ts';
import type { Figure } from '../results.ts';
import { median } from '../statistics.ts';

const JOBS = 200;
/** Connections are opened and statements planned by the first ones. */
const WARM_UP = 20;
const LIMIT = 5_000;

/** How long a job that one process has committed waits until another has claimed it. Nothing else is to be done meanwhile. */
export async function measureJobStarts(database: PostgresServer): Promise<Figure[]> {
  const url = await database.create();
  const sealer = new Sealer([deriveKeys(Buffer.alloc(32, 5)).seal]);
  const open = () => openStores({ kind: 'postgres', url }, sealer);
  const [maker, taker] = [await open(), await open()] as const;
  let look = () => {};
  await taker.shared?.cluster.start({ due: () => look(), optedOut: () => {} });
  try {
    const waits: number[] = [];
    for (let at = 0; at < WARM_UP + JOBS; at++) {
      const claimed = claimedAt(
        async () => (await claimDue(taker.store, Date.now())).length > 0,
        (now) => (look = now),
      );
      const contact = { ...BO, theirs: `+1415555${1_000 + at}` };
      // Of a kind that no process has the first right to.
      await begin(maker.store, { contact, conversation: { state: BUSY }, job: { kind: 'no_reply', dueAt: Date.now() } });
      const committed = performance.now();
      waits.push(Math.max(0, (await claimed) - committed));
    }
    return [
      {
        what: 'from the commit of a job to its start, p50',
        value: median(waits.slice(WARM_UP)),
        unit: 'ms',
        target: 20,
        goal: true,
      },
    ];
  } finally {
    await taker.shared?.cluster.stop();
    await Promise.all([maker.store.close(), taker.store.close()]);
  }
}

/** Looks whenever it is woken, and tells the moment at which it found something. */
function claimedAt(finds: () => Promise<boolean>, onWake: (look: () => void) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Nobody was woken for a job within 5 s.')), LIMIT);
    onWake(() => {
      finds().then((found) => {
        if (!found) return;
        clearTimeout(late);
        resolve(performance.now());
      }, reject);
    });
  });
}
