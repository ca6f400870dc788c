import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ContactKey } from '../runtime/ports.ts';
import { createPacer, unpaced } from './pacer.ts';

const HOUR = 3_600_000;
const SMS: ContactKey = { ours: '+14155550100', channel: 'sms', theirs: '+14155550132' };
const OTHER: ContactKey = { ...SMS, ours: '+14155550101' };

/** Texts a second, so that two of them are 50 ms apart. */
const RATE = 20;
const APART = 1000 / RATE;
/** A text may be let through this much later than it was due, and the next one in time. */
const EARLY = 10;

/** By how much somebody has changed the clock of the machine. */
let changed = 0;
beforeEach(() => {
  changed = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(performance.timeOrigin + performance.now()) + changed);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A pacer on this machine, and what it has let through when. */
function desk(rate: number | null = RATE) {
  const pacer = createPacer(rate);
  const through: { name: string; at: number }[] = [];
  const run = (name: string, contact = SMS) =>
    pacer.run(contact, async () => {
      through.push({ name, at: performance.now() });
      return name;
    });
  return { pacer, through, run, names: () => through.map(({ name }) => name) };
}

test('lets the texts of one number through in order, no faster than its rate', async () => {
  const { through, run, names } = desk();
  expect(await Promise.all(['a', 'b', 'c'].map((name) => run(name)))).toEqual(['a', 'b', 'c']);
  expect(names()).toEqual(['a', 'b', 'c']);
  const [a, b, c] = through.map(({ at }) => at);
  expect((b ?? 0) - (a ?? 0)).toBeGreaterThanOrEqual(APART - EARLY);
  expect((c ?? 0) - (a ?? 0)).toBeGreaterThanOrEqual(2 * APART - EARLY);
});

test('lets the texts of one number not wait for those of another, or for those on another channel', async () => {
  const { run, names } = desk();
  const slow = [run('a'), run('b')];
  await Promise.all([run('other', OTHER), run('chat', { ...SMS, channel: 'whatsapp' })]);
  expect(names().toSorted()).toEqual(['a', 'chat', 'other']);
  await Promise.all(slow);
});

test('hands a failure to the one it belongs to, and goes on', async () => {
  const { pacer, run } = desk();
  const failed = pacer.run(SMS, () => Promise.reject(new Error('the line broke')));
  const next = run('next');
  await expect(failed).rejects.toThrow('the line broke');
  expect(await next).toBe('next');
});

test('is not held up by a clock that was set back, and turns away what waited', async () => {
  const { run, names } = desk();
  await run('before');
  const turnedAway = expect(run('waiting')).rejects.toThrow('The clock was set back.');
  changed -= HOUR;
  expect(await run('after')).toBe('after');
  await turnedAway;
  expect(await run('next')).toBe('next');
  expect(names()).toEqual(['before', 'after', 'next']);
});

test('keeps its pace when the clock is set forward', async () => {
  const { through, run } = desk();
  await run('before');
  changed += HOUR;
  await Promise.all([run('a'), run('b')]);
  const [, a, b] = through.map(({ at }) => at);
  expect((b ?? 0) - (a ?? 0)).toBeGreaterThanOrEqual(APART - EARLY);
});

test.each([
  ['a long code of North America', SMS, 1_000],
  ['a toll-free number', { ...SMS, ours: '+18005550100' }, 1000 / 3],
  ['a short code', { ...SMS, ours: '12345' }, 10],
  ['a number elsewhere', { ...SMS, ours: '+447700900123' }, 100],
  ['a number on WhatsApp', { ...SMS, channel: 'whatsapp' as const }, 12.5],
])('reckons with what Twilio allows %s', (_, contact, ms) => {
  expect(desk(null).pacer.waitFor(contact, 1)).toBeCloseTo(ms);
  expect(desk(null).pacer.waitFor(contact, 30)).toBeCloseTo(30 * ms);
});

test('reckons with the rate of the settings where there is one', () => {
  expect(desk(5).pacer.waitFor(SMS, 10)).toBe(2_000);
  expect(desk(5).pacer.waitFor({ ...SMS, channel: 'whatsapp' }, 10)).toBe(2_000);
});

test('turns away what waits when it is closed', async () => {
  const { pacer, run, names } = desk();
  await run('a');
  const turnedAway = expect(run('b')).rejects.toThrow('The server is stopping.');
  await pacer.close();
  await turnedAway;
  expect(names()).toEqual(['a']);
});

test('lets everything through at once where there are no real phones', async () => {
  expect(await unpaced.run(SMS, async () => 'sent')).toBe('sent');
  expect(unpaced.waitFor(SMS, 1_000)).toBe(0);
});
