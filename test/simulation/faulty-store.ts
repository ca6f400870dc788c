import type { Cluster } from '../../src/runtime/cluster.ts';
import type { Store } from '../../src/runtime/ports.ts';
import type { Life } from './life.ts';
import type { Seeded } from './seeded.ts';
import type { World } from './world.ts';

/** Calls about texts: when one fails, nobody knows what became of its text. */
const ABOUT_TEXTS: ReadonlySet<string> = new Set(['beginSend', 'settleSend']);

type Work = (...args: unknown[]) => Promise<unknown>;

/** How a process gets at the database, and the chance that is its own. */
interface Way {
  readonly world: World;
  readonly life: Life;
  readonly seeded: Seeded;
}

/** A store call may take this long, in milliseconds. */
const SLOWEST = 400;
const READS: ReadonlySet<string> = new Set([
  'open',
  'readReceived',
  'nextJobAt',
  'countUrgent',
  'readDoubt',
  'readFlow',
  'usedFlows',
]);

/**
 * The store as one process reaches it. It may be slow, fail before it did anything, or do its work and then report that
 * nobody knows. When the process ends, what it had not begun by then is never done.
 */
export function reachStore(store: Store, way: Way): Store {
  const { world, life } = way;
  return new Proxy(store, {
    get: (target, name) => {
      const work = Reflect.get(target, name) as Work | boolean;
      if (typeof work !== 'function') return work;
      return (...args: unknown[]) => {
        const called = call(String(name), () => work(...args), way);
        if (ABOUT_TEXTS.has(String(name))) called.catch(() => world.books.doubt((args[0] as { messageId: number }).messageId));
        return life.guard(called);
      };
    },
  });
}

/** What it has to do with other processes, as one process reaches that. */
export function reachCluster(cluster: Cluster, way: Way): Cluster {
  const { life, world } = way;
  return {
    start: (on) => life.guard(world.timeline.track(cluster.start(on))),
    beat: (query) => life.guard(call('beat', () => cluster.beat(query), way)) as Promise<boolean>,
    stop: () => life.guard(world.timeline.track(cluster.stop())),
  };
}

async function call(name: string, work: () => Promise<unknown>, { world, life, seeded }: Way): Promise<unknown> {
  const { weather, timeline, story } = world;
  const { storeSlow, storeFails, storeForgets } = weather.now;
  if (seeded.chance(storeSlow)) await timeline.pause(seeded.below(SLOWEST));
  if (!life.alive) return undefined;
  if (seeded.chance(storeFails)) {
    story(`store: ${name} failed before it did anything`);
    throw new Error('The database is locked.');
  }
  const result = await timeline.track(work());
  const forgets = !READS.has(name) && seeded.chance(storeForgets);
  if (seeded.chance(storeSlow)) await timeline.pause(seeded.below(SLOWEST));
  if (!forgets) return result;
  story(`store: ${name} was done, and then reported a timeout`);
  throw new Error('The connection to the database timed out.');
}
