import type { Report } from './children/report.ts';
import { type Found, People } from './people.ts';
import type { Line } from './results.ts';
import { median, quantile, sum } from './statistics.ts';
import type { Talk } from './webhooks.ts';
import type { Server } from './world.ts';

/** A server, the people at it and what they say. */
export interface Contender {
  readonly name: string;
  readonly server: Server;
  /** Where they text when it is more than one process. */
  readonly ports?: readonly number[];
  readonly people: number;
  readonly talk: () => Talk;
  /** How many of them in a round. */
  readonly talks: number;
}

export interface Effort {
  /** Rounds that are measured, after two that are not. */
  readonly rounds: number;
  /** No round begins after that, in milliseconds, once there are three. */
  readonly limit: number;
}

const WARM_UPS = 2;
/** Of fewer there is no median to speak of. */
const LEAST_ROUNDS = 3;
/** For what is done after the last answer of a round. */
const AFTERWARDS = 30;

interface Slice extends Found {
  readonly before: Report;
  readonly after: Report;
}

interface Runner {
  readonly one: Contender;
  readonly people: People;
  readonly slices: Slice[];
  warmUp: number;
}

/**
 * Drives the contenders in turn, a slice each, round after round: what else the machine does meets all of them alike, so their
 * ratios hold where their figures do not. Ratios are to the first contender of the same round.
 */
export async function compare(contenders: readonly Contender[], { rounds, limit }: Effort): Promise<Line[]> {
  const began = performance.now();
  const runners = contenders.map(
    (one): Runner => ({ one, people: new People(one.ports ?? one.server.port, one.people), slices: [], warmUp: 0 }),
  );
  try {
    for (let round = -WARM_UPS; round < rounds && (round < LEAST_ROUNDS || performance.now() - began < limit); round++) {
      for (const runner of runners) {
        const slice = await drive(runner);
        if (round < 0) runner.warmUp += slice.webhooks;
        else runner.slices.push(slice);
      }
    }
  } finally {
    for (const { people } of runners) people.leave();
  }
  const [first] = runners;
  return runners.map((runner) => describe(runner, first?.slices ?? runner.slices));
}

async function drive({ one: { name, server, talk, talks }, people }: Runner): Promise<Slice> {
  const prepared = Array.from({ length: talks }, talk);
  const before = await server.report();
  const found = await people.hold(prepared).catch((cause: unknown) => {
    throw new Error(`${name} failed while it was measured. It wrote: ${server.complaints()}`, { cause });
  });
  await new Promise((resolve) => {
    setTimeout(resolve, AFTERWARDS);
  });
  return { ...found, before, after: await server.report() };
}

function describe({ one: { name, people, server }, slices, warmUp }: Runner, base: readonly Slice[]): Line {
  const inMiddle = (read: (slice: Slice, at: number) => number) => median(slices.map(read));
  const grew = (read: (report: Report) => number) => sum(slices.map(({ before, after }) => read(after) - read(before)));
  const webhooks = sum(slices.map((slice) => slice.webhooks));
  const commits = grew((report) => report.commits);
  return {
    name,
    people,
    webhooks,
    warmUp,
    cpu: inMiddle(cpuOf) / 1000,
    ratio: inMiddle((slice, at) => cpuOf(slice) / cpuOf(base[at] ?? slice)),
    perSecond: inMiddle(({ webhooks, took }) => (webhooks / took) * 1000),
    p50: inMiddle(({ waits }) => quantile(waits, 0.5)),
    p95: inMiddle(({ waits }) => quantile(waits, 0.95)),
    p99: inMiddle(({ waits }) => quantile(waits, 0.99)),
    peak: (slices.at(-1)?.after.peak ?? Number.NaN) / 1024,
    disk: null,
    commits: commits / webhooks,
    batch: grew((report) => report.writes) / commits,
    ready: server.readyAfter,
  };
}

/** Microseconds a webhook. */
function cpuOf({ before, after, webhooks }: Slice): number {
  return (after.cpu - before.cpu) / webhooks;
}
