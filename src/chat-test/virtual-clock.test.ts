import { setImmediate as nextTick } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

const calm = async () => {
  await nextTick();
};

test('time stands still until it is told to pass, and each timer runs at its own time', async () => {
  const clock = new VirtualClock(calm);
  const began = clock.now();
  const ran: string[] = [];
  clock.after(2_000, () => ran.push(`late ${clock.now() - began}`));
  clock.after(1_000, () => {
    ran.push(`early ${clock.now() - began}`);
    clock.after(500, () => ran.push(`next ${clock.monotonic()}`));
  });
  clock.after(100, () => ran.push('cancelled'))();
  await clock.pass(0, true);
  expect(ran).toEqual([]);
  await clock.pass(2_000, true);
  expect(ran).toEqual(['early 1000', 'next 1500', 'late 2000']);
  expect(clock.now() - began).toBe(2_000);
});

test('what is due at the very end runs only where that is included', async () => {
  const clock = new VirtualClock(calm);
  const ran: string[] = [];
  clock.after(1_000, () => ran.push('end'));
  await clock.pass(1_000, false);
  expect(ran).toEqual([]);
  await clock.pass(0, true);
  expect(ran).toEqual(['end']);
});

test('let run, it goes from one timer to the next at once', async () => {
  const clock = new VirtualClock(calm);
  const done = new Promise<number>((resolve) => {
    clock.after(60_000, () => void clock.after(3_600_000, () => resolve(clock.monotonic())));
  });
  clock.letRun();
  expect(await done).toBe(3_660_000);
});
