import { describe, expect, it } from 'vitest';
import { checkLimits, checksLeft, codeText, nextCheckAt, nextSendAt } from './policy.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 0, 5, 12);

function history(times: readonly number[], approved: Readonly<Record<number, number>> = {}, pausedUntil: number | null = null) {
  return { sends: times.map((at, index) => ({ at, approvedAt: approved[index] ?? null })), pausedUntil };
}

describe('nextSendAt', () => {
  it('lets the first text go at once', () => {
    expect(nextSendAt(history([]), NOON)).toBeLessThanOrEqual(NOON);
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
    expect(nextSendAt(history(times), last)).toBe(last + seconds * SECOND);
  });

  it('starts the waits anew on approval', () => {
    const times = [NOON, NOON + MINUTE, NOON + 5 * MINUTE];
    expect(nextSendAt(history(times, { 2: NOON + 6 * MINUTE }), NOON + 6 * MINUTE)).toBeLessThanOrEqual(NOON + 6 * MINUTE);
    expect(nextSendAt(history([...times, NOON + 7 * MINUTE], { 2: NOON + 6 * MINUTE }), NOON + 7 * MINUTE)).toBe(
      NOON + 7 * MINUTE + 30 * SECOND,
    );
  });

  it('starts the waits anew after 24 hours', () => {
    const times = [NOON - 24 * HOUR, NOON - 24 * HOUR + SECOND, NOON + MINUTE];
    expect(nextSendAt(history(times), NOON + MINUTE)).toBe(NOON + MINUTE + 30 * SECOND);
  });

  it('sends at most 5 in any 10 minutes, even when each is approved', () => {
    const times = [0, 1, 2, 3, 4].map((minute) => NOON + minute * MINUTE);
    const approved = Object.fromEntries(times.map((at, index) => [index, at + SECOND]));
    expect(nextSendAt(history(times, approved), NOON + 5 * MINUTE)).toBe(NOON + 10 * MINUTE);
    expect(nextSendAt(history(times.slice(1), approved), NOON + 5 * MINUTE)).toBeLessThanOrEqual(NOON + 5 * MINUTE);
  });

  it('sends at most 10 in any 24 hours', () => {
    const times = Array.from({ length: 10 }, (_, index) => NOON + index * HOUR);
    expect(nextSendAt(history(times), NOON + 10 * HOUR)).toBe(NOON + 24 * HOUR);
  });

  it('sends nothing during a pause', () => {
    expect(nextSendAt(history([], {}, NOON + 15 * MINUTE), NOON)).toBe(NOON + 15 * MINUTE);
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
