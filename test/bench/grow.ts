import { type Contender, compare } from './compare.ts';
import { fillDatabase } from './fill.ts';
import type { Figure, GrownLine } from './results.ts';
import { opening, verification } from './webhooks.ts';
import type { ParleyOptions, World } from './world.ts';

/** One thing that grows, and what a server is with that much of it. */
interface Series {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly options: (world: World, size: number) => ParleyOptions | Promise<ParleyOptions>;
  /** Default 128. */
  readonly people?: (size: number) => number;
  /** The last size may cost so many times the first; null where it is only shown. */
  readonly most: number | null;
}

const PEOPLE = 128;
const TALKS = 384;
const EFFORT = { rounds: 5, limit: 60_000 };

const SERIES: readonly Series[] = [
  {
    name: 'stored conversations',
    sizes: [1_000, 10_000, 100_000, 1_000_000],
    options: async (world, size) => ({ file: await fillDatabase(world, verification(), size) }),
    most: 1.1,
  },
  { name: 'steps of a flow', sizes: [10, 100, 300], options: (_, steps) => ({ flows: { steps, others: 0 } }), most: 1.1 },
  { name: 'other flows', sizes: [1, 10, 100], options: (_, others) => ({ flows: { steps: 10, others } }), most: 1.1 },
  { name: 'people at once', sizes: [1, 16, 128, 1_000], options: () => ({}), people: (size) => size, most: null },
  {
    name: 'pending timers',
    sizes: [0, 100_000],
    options: async (world, size) => (size === 0 ? {} : { file: await fillDatabase(world, opening('later', 'One moment'), size) }),
    most: 1.1,
  },
];

/** What a webhook costs while one thing grows, each size beside the first of its series. `tell` hears of the progress. */
export async function grow(world: World, tell: (line: string) => void): Promise<GrownLine[]> {
  const grown: GrownLine[] = [];
  for (const series of SERIES) {
    tell(`growing: ${series.name}`);
    grown.push(...(await growOne(world, series)));
  }
  return grown;
}

async function growOne(world: World, series: Series): Promise<GrownLine[]> {
  const contenders: Contender[] = [];
  for (const size of series.sizes) {
    const server = await world.startParley(await series.options(world, size));
    const people = series.people?.(size) ?? PEOPLE;
    // One person alone waits for every commit.
    const talks = Math.min(Math.max(TALKS, people), 100 * people);
    contenders.push({ name: 'Parley', server, people, talk: verification, talks });
  }
  const lines = await compare(contenders, EFFORT);
  await Promise.all(contenders.map(({ server }) => server.stop()));
  return lines.map((line, at) => ({ ...line, series: series.name, size: series.sizes[at] ?? 0 }));
}

/** How far the last size of each series is from the first. */
export function grownFigures(grown: readonly GrownLine[]): Figure[] {
  return SERIES.flatMap(({ name, sizes, most }): Figure[] => {
    const last = grown.findLast((line) => line.series === name);
    if (most === null || !last) return [];
    const what = `CPU a webhook, ${name}: ${sizes.at(-1)?.toLocaleString('en')} against ${sizes[0]?.toLocaleString('en')}`;
    return [{ what, value: last.ratio, unit: '×', target: most, goal: true }];
  });
}
