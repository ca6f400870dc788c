import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PostgresServer } from '../support/embedded-postgres.ts';
import { SECOND_CPU } from './child.ts';
import { compare, type Contender, type Effort } from './compare.ts';
import type { Figure, Line } from './results.ts';
import { verification } from './webhooks.ts';
import type { Server, World } from './world.ts';

const FIRST = 'one process, ¼ CPU';
const SECOND = 'another, ¼ CPU';
const BOTH = 'both at once, ¼ CPU each';
/** At each process: enough that none ever waits for people. */
const PEOPLE = 384;
const TALKS = 768;
const SHARE = fileURLToPath(new URL('./children/share.ts', import.meta.url));

/**
 * Two processes on one database, each by itself and then both. Each has a quarter of a processor of its own, as if on a small
 * machine: at full speed they would only take from the database and the people, which are on the same processors.
 */
export async function measureNodes(world: World, database: PostgresServer, effort: Effort): Promise<Line[]> {
  const postgres = await database.create();
  const servers = [await world.startParley({ postgres }), await world.startParley({ postgres, cpu: SECOND_CPU })] as const;
  const share = fork(
    SHARE,
    servers.map(({ pid }) => String(pid)),
  );
  const ended = new Promise((resolve) => share.once('exit', resolve));
  try {
    const alone = { people: PEOPLE, talk: verification, talks: TALKS };
    const contenders: readonly Contender[] = [
      { name: FIRST, server: servers[0], ...alone },
      { name: SECOND, server: servers[1], ...alone },
      {
        name: BOTH,
        server: asOne(servers),
        ports: servers.map(({ port }) => port),
        people: 2 * PEOPLE,
        talk: verification,
        talks: 2 * TALKS,
      },
    ];
    const lines = await compare(contenders, effort);
    if (!share.connected)
      throw new Error('The processes were not held to their share to the end: see test/bench/children/share.ts.');
    return lines;
  } finally {
    if (share.connected) share.disconnect();
    await ended;
    await Promise.all(servers.map((one) => one.stop()));
  }
}

/** What both use, as if it were one. */
function asOne([first, second]: readonly [Server, Server]): Server {
  return {
    ...first,
    report: async (options) => {
      const [a, b] = await Promise.all([first.report(options), second.report(options)]);
      return { ...a, cpu: a.cpu + b.cpu, peak: Math.max(a.peak, b.peak) };
    },
  };
}

/** What was promised of several processes. */
export function nodeFigures(lines: readonly Line[]): Figure[] {
  const speed = (name: string) => lines.find((one) => one.name === name)?.perSecond ?? Number.NaN;
  return [
    {
      what: 'webhooks/s of two processes against the mean of each alone',
      value: (2 * speed(BOTH)) / (speed(FIRST) + speed(SECOND)),
      unit: '×',
      target: 1.7,
      atLeast: true,
      goal: true,
    },
  ];
}
