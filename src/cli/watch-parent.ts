import type { Clock } from '../runtime/ports.ts';

const EVERY = 1_000;

/** Calls `gone` once the process that started this one is not there any more. On Windows that does not show, so it never does. */
export function watchParent(clock: Clock, gone: () => void): void {
  const parent = process.ppid;
  const look = () => (process.ppid === parent ? void clock.after(EVERY, look) : gone());
  look();
}
