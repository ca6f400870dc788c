import { describe, expect, it } from 'vitest';
import { checkLimits, checksLeft, codeText, nextCheckAt, nextSendAt, nextToDestinationAt, prefixOf } from './policy.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 0, 5, 12);

function history(times: readonly number[], approved: Readonly<Record<number, number>> = {}, pausedUntil: number | null = null) {
  return { sends: times.map((at, index) => ({ at, approvedAt: approved[index] ?? null })), pausedUntil };
}

describe('nextToDestinationAt', () => {
  it('lets the first text go at once', () => {
    expect(nextToDestinationAt(history([]), NOON)).toBeLessThanOrEqual(NOON);
  });

  it.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [4, 240],
    [5, 240],
    [6, 240],
  ])('waits after send %i for %i seconds', (count, seconds) => {
    const times = Array.from({ length: count }, (_, index) => NOON + index * 11 * MINUTE);
    const last = NOON + (count - 1) * 11 * MINUTE;
    expect(nextToDestinationAt(history(times), last)).toBe(last + seconds * SECOND);
  });

  it('starts the waits anew on approval', () => {
    const times = [NOON, NOON + MINUTE, NOON + 5 * MINUTE];
    expect(nextToDestinationAt(history(times, { 2: NOON + 6 * MINUTE }), NOON + 6 * MINUTE)).toBeLessThanOrEqual(
      NOON + 6 * MINUTE,
    );
    expect(nextToDestinationAt(history([...times, NOON + 7 * MINUTE], { 2: NOON + 6 * MINUTE }), NOON + 7 * MINUTE)).toBe(
      NOON + 7 * MINUTE + 30 * SECOND,
    );
  });

  it('starts the waits anew after 24 hours', () => {
    const times = [NOON - 24 * HOUR, NOON - 24 * HOUR + SECOND, NOON + MINUTE];
    expect(nextToDestinationAt(history(times), NOON + MINUTE)).toBe(NOON + MINUTE + 30 * SECOND);
  });

  it('sends at most 5 in any 10 minutes, even when each is approved', () => {
    const times = [0, 1, 2, 3, 4].map((minute) => NOON + minute * MINUTE);
    const approved = Object.fromEntries(times.map((at, index) => [index, at + SECOND]));
    expect(nextToDestinationAt(history(times, approved), NOON + 5 * MINUTE)).toBe(NOON + 10 * MINUTE);
    expect(nextToDestinationAt(history(times.slice(1), approved), NOON + 5 * MINUTE)).toBeLessThanOrEqual(NOON + 5 * MINUTE);
  });

  it('sends at most 10 in any 24 hours', () => {
    const times = Array.from({ length: 10 }, (_, index) => NOON + index * HOUR);
    expect(nextToDestinationAt(history(times), NOON + 10 * HOUR)).toBe(NOON + 24 * HOUR);
  });

  it('sends nothing during a pause', () => {
    expect(nextToDestinationAt(history([], {}, NOON + 15 * MINUTE), NOON)).toBe(NOON + 15 * MINUTE);
  });
});

describe('nextSendAt', () => {
  const room = { ...history([]), otherDestinations: [], prefixFullBy: null, allFullBy: null };

  it('lets a text go at once while every budget has room', () => {
    expect(nextSendAt(room, NOON)).toBe(0);
  });

  it('waits for a sender with five destinations until the first of them is a day old', () => {
    const four = [1, 2, 3, 4].map((hour) => NOON - hour * HOUR).toReversed();
    expect(nextSendAt({ ...room, otherDestinations: four }, NOON)).toBe(0);
    expect(nextSendAt({ ...room, otherDestinations: [NOON - 5 * HOUR, ...four] }, NOON)).toBe(NOON + 19 * HOUR);
    expect(nextSendAt({ ...room, otherDestinations: [NOON - 6 * HOUR, NOON - 5 * HOUR, ...four] }, NOON)).toBe(NOON + 19 * HOUR);
  });

  it('waits for a full prefix and for a full hour of everything until the send that fills it is an hour old', () => {
    expect(nextSendAt({ ...room, prefixFullBy: NOON - 10 * MINUTE }, NOON)).toBe(NOON + 50 * MINUTE);
    expect(nextSendAt({ ...room, allFullBy: NOON - 20 * MINUTE }, NOON)).toBe(NOON + 40 * MINUTE);
  });

  it('waits for the longest of all waits', () => {
    const full = { ...history([NOON]), otherDestinations: [], prefixFullBy: NOON - HOUR, allFullBy: NOON - 50 * MINUTE };
    expect(nextSendAt(full, NOON)).toBe(NOON + 10 * MINUTE);
    expect(nextSendAt({ ...full, allFullBy: null }, NOON)).toBe(NOON + 30 * SECOND);
  });
});

describe('prefixOf', () => {
  it('is the number without its last four digits', () => {
    expect(prefixOf('+14155550132')).toBe('+1415555');
  });
});

describe('the limits of checks', () => {
  const contact = checkLimits({ maxChecks: 5, hasContact: true });
  const outside = checkLimits({ maxChecks: 5, hasContact: false });
  const failed = (...counts: readonly number[]) =>
    counts.map((count, index) => ({ failed: count, countedUntil: NOON + index * HOUR }));

  it('are 5 a code, 10 a contact and 25 a phone', () => {
    expect(contact).toEqual({ code: 5, contact: 10, phone: 25 });
  });

  it('leave out the contact for callers from outside', () => {
    expect(outside).toEqual({ code: 5, contact: null, phone: 25 });
    expect(checksLeft({ checks: 1, contact: failed(10), phone: failed(1) }, outside)).toBe(4);
  });

  it('leave as many checks as the tightest of them', () => {
    expect(checksLeft({ checks: 2, contact: failed(2), phone: failed(2) }, contact)).toBe(3);
    expect(checksLeft({ checks: 2, contact: failed(7, 2), phone: failed(9) }, contact)).toBe(1);
    expect(checksLeft({ checks: 2, contact: failed(2), phone: failed(20, 4) }, contact)).toBe(1);
    expect(checksLeft({ checks: 5, contact: failed(10), phone: failed(30) }, contact)).toBe(0);
  });

  it('open again when enough failures no longer count, whatever order they are told in', () => {
    const phone = failed(5, 5, 5, 5, 5, 5);
    expect(nextCheckAt({ checks: 0, contact: [], phone: phone.toReversed() }, contact)).toBe(NOON + HOUR);
    expect(nextCheckAt({ checks: 0, contact: failed(4, 4, 4), phone: [] }, contact)).toBe(NOON);
  });
});

describe('codeText', () => {
  it('says the code, who sends it and how long it lives, in one segment', () => {
    const text = codeText({ code: '000004', brand: 'Acme', life: 10 * MINUTE });
    expect(text).toBe(
      '000004 is your Acme code. It expires in 10 minutes. Only type it in your chat with us. Did not ask for it? Ignore this text.',
    );
    expect(text.length).toBeLessThanOrEqual(160);
  });
});
