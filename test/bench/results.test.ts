import { describe, expect, it } from 'vitest';
import { type Figure, findSlower, holds, type Line, type Results, verdictOf } from './results.ts';

function line(ratio: number, name = 'Parley'): Line {
  const times = { p50: 1, p95: 1, p99: 1, ready: 1 };
  return {
    name,
    people: 128,
    webhooks: 1,
    warmUp: 1,
    cpu: 1,
    ratio,
    perSecond: 1,
    ...times,
    peak: 1,
    disk: 1,
    commits: 1,
    batch: 1,
  };
}

function results(...lines: readonly Line[]): Results {
  return { at: '2027-01-15T08:00:00.000Z', node: 'v20.20.2', machine: 'two CPUs', pinned: true, lines, figures: [], grown: [] };
}

describe('a ratio against the recorded one', () => {
  it('may be a quarter worse', () => {
    expect(findSlower(results(line(2)), results(line(2.5)))).toEqual([]);
  });

  it('is refused above that', () => {
    expect(findSlower(results(line(2)), results(line(2.51)))).toEqual([
      'Parley with 128 people at once costs 2.51 × the floor; recorded is 2.00, and 25 % more is allowed.',
    ]);
  });

  it('is refused when it could not be measured', () => {
    expect(findSlower(results(line(2)), results(line(Number.NaN)))).toHaveLength(1);
  });

  it('is refused when none is recorded', () => {
    expect(findSlower(results(line(2)), results(line(1, 'another')))).toEqual([
      'There is no recorded ratio of another with 128 people at once.',
    ]);
  });
});

describe('a figure', () => {
  const figure: Figure = { what: 'p99', value: 250, unit: 'ms', target: 250 };

  it('holds at its target, whichever side is the good one', () => {
    expect(holds(figure)).toBe(true);
    expect(holds({ ...figure, atLeast: true })).toBe(true);
  });

  it('does not hold beyond it', () => {
    expect(holds({ ...figure, value: 251 })).toBe(false);
    expect(holds({ ...figure, value: 249, atLeast: true })).toBe(false);
  });

  it('does not hold when it could not be measured', () => {
    expect(holds({ ...figure, value: Number.NaN })).toBe(false);
    expect(verdictOf({ ...figure, value: Number.NaN, goal: true })).toBe('not reached');
  });

  it('that is a goal is told apart where it is as near as noise', () => {
    const goal = { ...figure, goal: true };
    expect([250, 274, 276].map((value) => verdictOf({ ...goal, value }))).toEqual(['holds', 'within 10 %', 'not reached']);
    expect([226, 224].map((value) => verdictOf({ ...goal, value, atLeast: true }))).toEqual(['within 10 %', 'not reached']);
    expect(verdictOf({ ...figure, value: 251 })).toBe('MISSED');
  });
});
