import type { Loaded } from '../../src/flow/load.ts';
import type { Store } from '../../src/runtime/ports.ts';
import { findWrongs } from './checks/index.ts';
import { openSimulatedDatabase, type SimulatedDatabase } from './database.ts';
import { loadSimulatedFlows } from './flows.ts';
import type { Sabotage } from './server.ts';
import { Supervisor } from './supervisor.ts';
import { describeWeather } from './weather.ts';
import { LONGEST_LEAP, World } from './world.ts';

/** How long people text and trouble comes, and how long the world may take to come to rest after that. Milliseconds. */
const SHORTEST = 30_000;
const LONGEST = 110_000;
const REST = 30 * 60_000;

/** What one run showed. `wrongs` is empty when every promise was kept. */
export interface Run {
  readonly seed: number;
  readonly wrongs: readonly string[];
  readonly story: readonly string[];
}

let database: SimulatedDatabase | null = null;
let flows: Loaded | null = null;

/** One run of the whole runtime in a world drawn from the seed. The same seed gives the same run. Not to be run twice at once. */
export async function simulate(seed: number, sabotage: Sabotage = (store: Store) => store): Promise<Run> {
  database ??= openSimulatedDatabase();
  flows ??= loadSimulatedFlows();
  database.empty();
  const world = new World(seed, database);
  const escaped = (error: unknown) =>
    world.books.wrong.push(`an error escaped, and would have ended the process: ${(error as Error).message}`);
  process.on('unhandledRejection', escaped);
  try {
    await live(world, flows, sabotage);
    return { seed, wrongs: findWrongs(world), story: world.told };
  } finally {
    world.server.current?.life.end();
    process.off('unhandledRejection', escaped);
  }
}

/** People text while trouble comes; then the world calms down and comes to rest. */
async function live(world: World, flows: Loaded, sabotage: Sabotage): Promise<void> {
  const { timeline, seeded, people, weather } = world;
  const supervisor = new Supervisor(world, flows, sabotage);
  const active = seeded.between(SHORTEST, LONGEST);
  world.story(`weather: ${describeWeather(weather.now)}`);
  await supervisor.startFirst();
  people.begin(active * 0.8);
  for (let count = 0; count < weather.now.crashes; count++) timeline.after(seeded.below(active), () => supervisor.crash());
  for (let count = 0; count < weather.now.stops; count++) timeline.after(seeded.below(active), () => supervisor.stop());
  for (let count = 0; count < weather.now.leaps; count++)
    timeline.after(seeded.below(active), () => timeline.leap(seeded.below(LONGEST_LEAP)));
  await timeline.run(timeline.elapsed + active);
  world.story('the world calms down');
  world.calmDown();
  people.hush();
  await timeline.run(timeline.elapsed + REST, () => isAtRest(world));
}

/** Two sweeps for missed messages have passed, and nothing is left that would still move by itself. */
function isAtRest(world: World): boolean {
  const { timeline, database } = world;
  return timeline.elapsed > world.restFrom && database.isAtRest();
}
