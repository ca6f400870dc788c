import { withAllCpus } from './child.ts';
import { type Contender, compare, type Effort } from './compare.ts';
import { measureLongestAnswer } from './figures/answers.ts';
import { measureCopies } from './figures/copies.ts';
import { measureJobStarts } from './figures/job-starts.ts';
import { measureMemory } from './figures/memory.ts';
import { measureTimers } from './figures/timers.ts';
import { measureNodes, nodeFigures } from './nodes.ts';
import { type Figure, holds, type Line } from './results.ts';
import { plainTalk, verification } from './webhooks.ts';
import type { Server, World } from './world.ts';

/** The names that lines are known by, also in recorded results. */
const FLOOR = 'floor';
const FLOOR_FULL = 'floor, FULL';
const PARLEY = 'Parley';
const ALONE = 'Parley, a commit a write';
const PLAIN = 'Parley, no API calls';
const POSTGRES = 'Parley on Postgres';

const TALKS = 640;
const EFFORT: Effort = { rounds: 7, limit: 60_000 };
/** Fewer rounds, for a check that must not take long. */
const SHORT: Effort = { rounds: 6, limit: 15_000 };

/** The phone authentication at the floor and at Parley, as everyday check. */
export async function measureShort(world: World): Promise<Line[]> {
  return measureTable(128, SHORT, [
    [FLOOR, await world.startFloor('NORMAL')],
    [PARLEY, await world.startParley()],
  ]);
}

/** The phone authentication with 16 and with 128 people, and at 128 what is to be compared with. */
export async function measureLines(world: World, tell: (line: string) => void): Promise<Line[]> {
  tell('16 people at once');
  const few = await measureTable(16, EFFORT, [
    [FLOOR, await world.startFloor('NORMAL')],
    [PARLEY, await world.startParley()],
  ]);
  tell('128 people at once');
  const many = await measureTable(128, EFFORT, [
    [FLOOR, await world.startFloor('NORMAL')],
    [FLOOR_FULL, await world.startFloor('FULL')],
    [PARLEY, await world.startParley()],
    [ALONE, await world.startParley({ alone: true })],
    [PLAIN, await world.startParley()],
  ]);
  return [...few, ...many];
}

/** The phone authentication on Postgres beside the same on a file. The database is on this machine too, and waits for the disk. */
export async function measurePostgres(
  world: World,
  tell: (line: string) => void,
): Promise<{ readonly lines: Line[]; readonly figures: Figure[] }> {
  // Loaded only where it is wanted: it brings a whole server.
  const { startEmbedded } = await import('../support/embedded-postgres.ts');
  const { server, close } = await withAllCpus(() => startEmbedded({ durable: true }));
  try {
    const lines: Line[] = [];
    for (const people of [16, 128]) {
      tell(`${people} people at once`);
      const postgres = await server.create();
      const contenders = [
        [PARLEY, await world.startParley()],
        [POSTGRES, await world.startParley({ postgres })],
      ] as const;
      lines.push(...(await measureTable(people, SHORT, contenders)));
    }
    tell('two processes');
    lines.push(...(await measureNodes(world, server, SHORT)));
    tell('jobs');
    return { lines, figures: [...figuresOfPostgres(lines), ...(await measureJobStarts(server))] };
  } finally {
    await close();
  }
}

/** What was promised of Postgres, as its lines show it. */
function figuresOfPostgres(lines: readonly Line[]): Figure[] {
  const postgres = find(lines, POSTGRES, 128);
  const faster = postgres.perSecond / find(lines, PARLEY, 128).perSecond;
  return [
    {
      what: 'webhooks/s on Postgres against SQLite, 128 people at once',
      value: faster,
      unit: '×',
      target: 0.5,
      atLeast: true,
      goal: true,
    },
    { what: 'p99 on Postgres, 128 people at once', value: postgres.p99, unit: 'ms', target: 400, goal: true },
    ...nodeFigures(lines),
  ];
}

async function measureTable(
  people: number,
  effort: Effort,
  servers: readonly (readonly [name: string, server: Server])[],
): Promise<Line[]> {
  const contenders = servers.map(([name, server]): Contender => {
    const talk = name === PLAIN ? plainTalk : verification;
    // A commit for each write is slow, and a slice is to be no longer than another.
    return { name, server, people, talk, talks: name === ALONE ? Math.max(TALKS / 4, people) : TALKS };
  });
  const lines = await compare(contenders, effort);
  await Promise.all(servers.map(([, server]) => server.stop()));
  return lines.map((line, at) => ({ ...line, disk: (servers[at]?.[1].size() ?? Number.NaN) / (line.webhooks + line.warmUp) }));
}

/** What was promised of speed, by measurements of their own. */
export async function measureFigures(world: World, tell: (line: string) => void): Promise<Figure[]> {
  tell('memory');
  const memory = await measureMemory(world);
  tell('copies of messages');
  const copies = await measureCopies(world);
  tell('timers');
  const timers = await onceMore(() => measureTimers(world));
  tell('APIs that misbehave');
  return [await measureLongestAnswer(world), ...timers, ...memory, copies];
}

/** What is late may be so for what else the machine does: a miss is measured again, twice at most. */
async function onceMore(measure: () => Promise<Figure[]>): Promise<Figure[]> {
  for (let misses = 0; ; misses++) {
    const figures = await measure();
    if (misses === 2 || figures.every(holds)) return figures;
  }
}

/** What was promised of speed, and where we want to get, as the lines of the whole table show it. */
export function figuresOf(lines: readonly Line[]): Figure[] {
  const many = (name: string) => find(lines, name, 128);
  const parley = many(PARLEY);
  const at = '128 people at once';
  const goal = true;
  const atLeast = true;
  const faster = (name: string) => parley.perSecond / many(name).perSecond;
  return [
    { what: `p99 without API calls, ${at}`, value: many(PLAIN).p99, unit: 'ms', target: 250 },
    { what: `webhooks/s against a commit a write, ${at}`, value: faster(ALONE), unit: '×', target: 1.5, atLeast },
    { what: `webhooks/s against the floor at FULL, ${at}`, value: faster(FLOOR_FULL), unit: '×', target: 1, atLeast, goal },
    { what: `CPU against the floor, ${at}`, value: parley.ratio, unit: '×', target: 2, goal },
    { what: 'CPU against the floor, 16 people at once', value: find(lines, PARLEY, 16).ratio, unit: '×', target: 2, goal },
    { what: `peak memory, ${at}`, value: parley.peak, unit: 'MiB', target: 180, goal },
    { what: 'from the start to ready', value: parley.ready, unit: 'ms', target: 1_000, goal },
    { what: 'disk a webhook, after the checkpoint', value: parley.disk ?? Number.NaN, unit: 'bytes', target: 3_072, goal },
  ];
}

function find(lines: readonly Line[], name: string, people: number): Line {
  const line = lines.find((one) => one.name === name && one.people === people);
  if (!line) throw new Error(`${name} was not measured with ${people} people at once.`);
  return line;
}
