import { readFileSync } from 'node:fs';

/** What a server under measurement tells of itself, all since it started. */
export interface Report {
  /** User and system time of all its threads, in microseconds. */
  readonly cpu: number;
  /** The most memory it ever had, in KiB. */
  readonly peak: number;
  /** Memory now, in bytes: of the process, and what its JavaScript holds. */
  readonly rss: number;
  readonly heap: number;
  /** Transactions that were committed, and the writes in them. */
  readonly commits: number;
  readonly writes: number;
}

/** What is counted by whoever commits. */
export interface Commits {
  commits: number;
  writes: number;
}

/** Answers each message of the parent with a report; `collect` sweeps what is garbage first. */
export function answerReports(counted: Commits): void {
  process.on('message', (asked: { readonly collect: boolean }) => {
    if (asked.collect) collectGarbage();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external } = process.memoryUsage();
    const report: Report = { cpu: user + system, peak: readPeak(), rss, heap: heapUsed + external, ...counted };
    process.send?.(report);
  });
  // Nobody is left to stop it.
  process.on('disconnect', () => process.exit(1));
  // The channel alone must not keep a server alive that was told to stop.
  process.channel?.unref();
}

/** The kernel's own mark: what `getrusage` says has the memory of the process in it that started this one. */
function readPeak(): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? Number.NaN);
}

function collectGarbage(): void {
  if (typeof globalThis.gc !== 'function') throw new Error('This process cannot collect garbage: start it with --expose-gc.');
  // What the first round frees may hold more.
  for (let round = 0; round < 3; round++) globalThis.gc();
}
