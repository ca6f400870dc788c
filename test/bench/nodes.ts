import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PostgresServer } from '../support/embedded-postgres.ts';
import { compare, type Contender, type Effort } from './compare.ts';
import type { Figure, Line } from './results.ts';
import { verification } from './webhooks.ts';
import type { Server, World } from './world.ts';

const ONE = 'one process, ¼ CPU';
const TWO = 'two processes, ¼ CPU each';
/** Enough that none of the processes ever waits for people. */
const PEOPLE = 384;
const TALKS = 768;
const SHARE = fileURLToPath(new URL('./children/share.ts', import.meta.url));

/**
 * One process and two on one database. Each has a quarter of a processor, as if on a small machine of its own: on two
 * processors that also hold the database and the people, a second process at full speed would only take from the first.
 */
export async function measureNodes(world: World, database: PostgresServer, effort: Effort): Promise<Line[]> {
  const postgres = await database.create();
  const servers = [await world.startParley({ postgres }), await world.startParley({ postgres })] as const;
  const share = fork(
    SHARE,
    servers.map(({ pid }) => String(pid)),
  );
  const ended = new Promise((resolve) => share.once('exit', resolve));
  try {
    const each = { people: PEOPLE, talk: verification, talks: TALKS };
    const contenders: readonly Contender[] = [
      { name: ONE, server: servers[0], ...each },
      { name: TWO, server: asOne(servers), ports: servers.map(({ port }) => port), ...each },
    ];
    return await compare(contenders, effort);
  } finally {
    share.disconnect();
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
      what: 'webhooks/s of two processes against one',
      value: speed(TWO) / speed(ONE),
      unit: '×',
      target: 1.7,
      atLeast: true,
      goal: true,
    },
  ];
}
