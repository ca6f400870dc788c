import { readFileSync, writeFileSync } from 'node:fs';

/** What was measured of one server with that many people at once. Times and rates are the medians of the rounds. */
export interface Line {
  readonly name: string;
  readonly people: number;
  readonly webhooks: number;
  /** Webhooks before those that were measured. */
  readonly warmUp: number;
  /** Milliseconds of CPU a webhook, the same as CPU seconds per 1,000. */
  readonly cpu: number;
  /** CPU a webhook against the first server of the same table, round by round. */
  readonly ratio: number;
  readonly perSecond: number;
  /** Milliseconds until the answer. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** MiB. */
  readonly peak: number;
  /** Bytes a webhook in the database after the server has stopped; null where that was not looked at. */
  readonly disk: number | null;
  /** Commits a webhook, and writes a commit. */
  readonly commits: number;
  readonly batch: number;
  /** From the start of the process until it took connections, in milliseconds. */
  readonly ready: number;
}

/** One number that has a target. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  /** The target is the least; otherwise it is the most. */
  readonly atLeast?: boolean;
  /** Missing it is no failure: it is where we want to get. */
  readonly goal?: boolean;
}

/** One size of something that grows. */
export interface GrownLine extends Line {
  readonly series: string;
  readonly size: number;
}

/** All that one run of the benchmark found. */
export interface Results {
  readonly at: string;
  readonly node: string;
  /** Its processors and memory. */
  readonly machine: string;
  readonly pinned: boolean;
  readonly lines: readonly Line[];
  readonly figures: readonly Figure[];
  readonly grown: readonly GrownLine[];
}

export function holds({ value, target, atLeast = false }: Figure): boolean {
  return atLeast ? value >= target : value <= target;
}

/** A goal counts as missed from here on. Ratios of the same work differ by as much from hour to hour, other figures by more. */
const NOISE = 0.1;

/** `within 10 %` is for goals only: what was promised holds or it does not. */
export function verdictOf(figure: Figure): 'holds' | 'within 10 %' | 'not reached' | 'MISSED' {
  if (holds(figure)) return 'holds';
  if (!figure.goal) return 'MISSED';
  const target = figure.target * (figure.atLeast ? 1 - NOISE : 1 + NOISE);
  return holds({ ...figure, target }) ? 'within 10 %' : 'not reached';
}

/** Throws when the file is not there or is no JSON. */
export function readResults(file: string | URL): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

export function writeResults(file: string, results: Results): void {
  const short = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);
  writeFileSync(file, `${JSON.stringify(results, short, 2)}\n`);
}

/** So much more than the recorded ratio is a failure: noise is less than half of that. */
const WORSE = 1.25;

/** A line for each ratio that has become too much worse, or was never recorded; empty where all is well. */
export function findSlower(recorded: Results, now: Results): string[] {
  return now.lines.flatMap((line) => {
    const before = recorded.lines.find((one) => one.name === line.name && one.people === line.people);
    const who = `${line.name} with ${line.people} people at once`;
    if (!before) return [`There is no recorded ratio of ${who}.`];
    if (line.ratio <= before.ratio * WORSE) return [];
    return [
      `${who} costs ${line.ratio.toFixed(2)} × the floor; recorded is ${before.ratio.toFixed(2)}, and 25 % more is allowed.`,
    ];
  });
}
