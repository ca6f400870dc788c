import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Keeps each process of its arguments to a quarter of a processor, until its parent lets go of it: one that has had more is
 * stopped until it has not. Time in which it had nothing to do is not saved up.
 */
const SHARE = 0.25;
/** Milliseconds. The kernel tells the time of a processor in steps of the second. */
const LOOK = 2;
const TICK = 10;
/** How long a process that had nothing to do may run at full speed afterwards, in milliseconds of its processor. */
const CREDIT = 2 * TICK;

interface Kept {
  readonly pid: number;
  /** The processor time that it may have had by now, in milliseconds. */
  allowed: number;
  isStopped: boolean;
}

/** What a process has had of processors, all its threads together. */
function usedBy(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** One that is gone needs nothing. */
function tell(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

function keep(one: Kept, passed: number): void {
  const used = usedBy(one.pid);
  one.allowed = Math.min(one.allowed + passed * SHARE, used + CREDIT);
  const stops = used > one.allowed;
  if (stops !== one.isStopped) tell(one.pid, stops ? 'SIGSTOP' : 'SIGCONT');
  one.isStopped = stops;
}

const processes = process.argv
  .slice(2)
  .map((pid): Kept => ({ pid: Number(pid), allowed: usedBy(Number(pid)), isStopped: false }));
try {
  for (let last = performance.now(); process.connected; await wait(LOOK)) {
    const now = performance.now();
    for (const one of processes) keep(one, now - last);
    last = now;
  }
} finally {
  for (const { pid } of processes) tell(pid, 'SIGCONT');
}
