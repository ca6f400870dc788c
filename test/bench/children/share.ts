import { setTimeout as wait } from 'node:timers/promises';

/** Lets the processes of its arguments run in turn, each for a quarter of the time, until its parent lets go of it. */
const SLICE = 3;
const SLICES = 4;

const pids = process.argv.slice(2).map(Number);
let isOver = false;

function tell(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, signal);
  } catch {
    isOver = true;
  }
}

process.on('disconnect', () => (isOver = true));
for (const pid of pids) tell(pid, 'SIGSTOP');
while (!isOver) {
  for (let at = 0; at < SLICES; at++) {
    const pid = pids[at];
    if (pid !== undefined) tell(pid, 'SIGCONT');
    await wait(SLICE);
    if (pid !== undefined) tell(pid, 'SIGSTOP');
  }
}
for (const pid of pids) tell(pid, 'SIGCONT');
