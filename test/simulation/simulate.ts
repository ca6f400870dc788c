import type { Loaded } from '../../src/flow/load.ts';
import type { Store } from '../../src/runtime/ports.ts';
import { findWrongs } from './checks/index.ts';
import type { SimulatedDatabase } from './database.ts';
import { loadSimulatedFlows } from './flows.ts';
import type { Sabotage } from './server.ts';
import { openSqliteDatabase } from './sqlite-database.ts';
import { Supervisor } from './supervisor.ts';
import { CALM, describeWeather } from './weather.ts';
import { LONGEST_LEAP, World } from './world.ts';

/** How long people text and trouble comes, and how long the world may take to come to rest after that. Milliseconds. */
const SHORTEST = 30_000;
const LONGEST = 110_000;
const LONGEST_TOGETHER = 60_000;
const REST = 30 * 60_000;
/** The first sweep has noted by then when the installation first started. */
const INSTALLED = 1_000;
/** Processes on a database that they can share. */
const SEVERAL = 3;
/** When all is calm, all but one stop after this, and it does what is left. Milliseconds. */
const LAST_ONE = 30_000;
/** How long one may stand still: it is taken for dead after 8 s. */
const SHORTEST_STILL = 2_000;
const LONGEST_STILL = 15_000;

/** What one run showed. `wrongs` is empty when every promise was kept. */
export interface Run {
  readonly seed: number;
  readonly wrongs: readonly string[];
  readonly story: readonly string[];
}

let sqlite: SimulatedDatabase | null = null;
let flows: Loaded | null = null;

/** One run of the whole runtime in a world drawn from the seed. The same seed gives the same run. Not to be run twice at once. */
export async function simulate(seed: number, sabotage: Sabotage = (store: Store) => store): Promise<Run> {
  sqlite ??= openSqliteDatabase();
  return simulateOn(sqlite, seed, sabotage);
}

/**
 * The same with several processes, on a database that they share. There the same seed gives the same people and the same
 * trouble at the same times, but how the processes take turns is up to the machine.
 */
export async function simulateOn(
  database: SimulatedDatabase,
  seed: number,
  sabotage: Sabotage = (store: Store) => store,
): Promise<Run> {
  flows ??= loadSimulatedFlows();
  const world = new World(seed, database);
  await database.begin(world);
  const escaped = (error: unknown) =>
    world.books.wrong.push(`an error escaped, and would have ended the process: ${(error as Error).message}`);
  process.on('unhandledRejection', escaped);
  try {
    await live(world, flows, sabotage);
    return { seed, wrongs: await findWrongs(world), story: world.told };
  } finally {
    for (const { life } of world.fleet.all) life.end();
    process.off('unhandledRejection', escaped);
  }
}

/** People text while trouble comes; then the world calms down and comes to rest. */
async function live(world: World, flows: Loaded, sabotage: Sabotage): Promise<void> {
  const { timeline, seeded, people, weather, database } = world;
  const supervisors = Array.from({ length: database.shared ? SEVERAL : 1 }, () => new Supervisor(world, flows, sabotage));
  const active = seeded.between(SHORTEST, database.shared ? LONGEST_TOGETHER : LONGEST);
  world.story(`weather: ${describeWeather(weather.now)}`);
  await installOn(world, supervisors);
  people.begin(active * 0.8);
  bringTrouble(world, supervisors, active);
  await timeline.run(timeline.elapsed + active);
  world.story('the world calms down');
  world.calmDown();
  people.hush();
  for (const supervisor of supervisors.slice(1)) timeline.after(LAST_ONE, () => supervisor.retire());
  await timeline.run(timeline.elapsed + REST, () => isAtRest(world));
}

/** The first start of the installation. Nothing fails, and nobody has texted yet: what was sent before is not looked for. */
async function installOn({ weather, timeline }: World, supervisors: readonly Supervisor[]): Promise<void> {
  weather.now = CALM;
  for (const supervisor of supervisors) supervisor.start();
  await timeline.run(INSTALLED);
  weather.now = weather.drawn;
}

function bringTrouble({ timeline, seeded, weather }: World, supervisors: readonly Supervisor[], active: number): void {
  const { crashes, stops, leaps, freezes, cuts } = weather.drawn;
  const [first, ...others] = supervisors;
  if (!first) return;
  const bring = (times: number, trouble: (supervisor: Supervisor, forMs: number) => void) => {
    for (let count = 0; count < times; count++) {
      const whose = others.length === 0 ? first : seeded.pick([first, ...others]);
      const forMs = others.length === 0 ? 0 : seeded.between(SHORTEST_STILL, LONGEST_STILL);
      timeline.after(seeded.below(active), () => trouble(whose, forMs));
    }
  };
  bring(crashes, (supervisor) => supervisor.crash());
  bring(stops, (supervisor) => supervisor.stop());
  bring(freezes, (supervisor, forMs) => supervisor.freeze(forMs));
  bring(cuts, (supervisor) => supervisor.cut());
  bring(leaps, () => timeline.leap(seeded.below(LONGEST_LEAP)));
}

/** Two sweeps for missed messages have passed, and nothing is left that would still move by itself. */
async function isAtRest({ timeline, database, restFrom }: World): Promise<boolean> {
  return timeline.elapsed > restFrom && (await database.isAtRest());
}
