import { describe, expect, it } from 'vitest';
import { Complaints } from './complaints.ts';
import { planOf } from './plan.ts';
import { lowestOfMinutes, mostOfP99, slopeAnHour, slopeErrorAnHour } from './series.ts';
import { type Figure, missesOf } from './verdict.ts';

const MINUTE = 60_000;

describe('the plan of an hour', () => {
  it('measures one life of at least 40 minutes, with no kill in it, and kills before and after', () => {
    const { measured, kills, end } = planOf(60);
    expect(measured.to - measured.from).toBeGreaterThanOrEqual(40 * MINUTE);
    expect(kills.filter((at) => at > measured.from && at < measured.to)).toEqual([]);
    expect(kills.filter((at) => at < measured.from)).toHaveLength(3);
    expect(kills.filter((at) => at >= measured.to && at < end)).toHaveLength(2);
  });

  it('judges the growth of memory only where there is enough to judge', () => {
    expect([2, 20, 40, 60].map((minutes) => planOf(minutes).judgesSlope)).toEqual([false, false, true, true]);
  });
});

describe('a slope', () => {
  it('is what the values grow in an hour, whatever scatters around it', () => {
    const points = Array.from({ length: 600 }, (_, at) => ({ at: at * 5_000, value: 100 + at / 720 + (at % 2) }));
    expect(slopeAnHour(points)).toBeCloseTo(1, 1);
    expect(slopeAnHour(points.map(({ at }) => ({ at, value: 7 })))).toBe(0);
    expect(slopeAnHour([])).toBeNaN();
  });

  it('has an error of nothing where all lie on it, and one that shrinks with the time they scatter for', () => {
    const rising = (minutes: number, scatter: number) =>
      Array.from({ length: minutes * 12 }, (_, at) => ({ at: at * 5_000, value: at + (Math.floor(at / 12) % 2) * scatter }));
    expect(slopeErrorAnHour(rising(10, 0))).toBeCloseTo(0, 5);
    expect(slopeErrorAnHour(rising(40, 6))).toBeGreaterThan(0);
    expect(slopeErrorAnHour(rising(10, 6))).toBeGreaterThan(4 * slopeErrorAnHour(rising(40, 6)));
    expect(slopeErrorAnHour(rising(2, 6))).toBeNaN();
  });

  it('of the lowest of each minute does not see what is collected in between', () => {
    const saw = [50, 90, 40, 80, 41, 95].map((value, at) => ({ at: at * 30_000, value }));
    expect(lowestOfMinutes(saw).map(({ value }) => value)).toEqual([50, 40, 41]);
  });
});

describe('the p99 over windows', () => {
  const calm = { p50: 10, p90: 11, p99: 12, max: 13 };

  it('is that of the windows where they are alike', () => {
    expect(mostOfP99([calm, calm])).toBe(12);
  });

  it('is not hidden by calm windows around a bad one, and one bad window of very many does not decide', () => {
    const bad = { p50: 60, p90: 80, p99: 90, max: 200 };
    const among = (count: number) => mostOfP99([bad, ...Array.from({ length: count }, () => calm)]);
    expect(among(4)).toBe(90);
    expect(among(500)).toBe(13);
    expect(mostOfP99([])).toBeNaN();
  });
});

describe('what a server writes', () => {
  it('counts errors of the log and what Node says of a rejection, over pieces that cut lines', () => {
    const complaints = new Complaints();
    complaints.hear('{"level":"warn","msg":"refused"}\n{"level":"err');
    complaints.hear('or","msg":"A request failed"}\nTypeError: x\n  triggerUncaughtException(err, true);\n');
    complaints.hear('(node:7) MaxListenersExceededWarning: Possible leak\n');
    expect([...complaints.errors]).toEqual([['A request failed', 1]]);
    expect(complaints.strange).toHaveLength(2);
  });

  it('does not join a line that a kill cut with the next one', () => {
    const complaints = new Complaints();
    complaints.hear('{"level":"warn","m');
    complaints.cut();
    complaints.hear('{"level":"error","msg":"lost"}\n');
    expect([...complaints.errors.keys()]).toEqual(['lost']);
  });
});

describe('the verdict', () => {
  const growth: Figure = { what: 'memory', value: 3, unit: 'MB/h', most: 2 };

  it('names each bound that is missed, with what stands behind it, and a number that could not be found', () => {
    const books: Figure = { what: 'books', value: 1, unit: '', most: 0, details: ['text 7 came twice'] };
    expect(missesOf([growth, books, { ...growth, value: Number.NaN }])).toEqual([
      'Missed: memory: 3 MB/h, and at most 2 was allowed.',
      'Missed: books: 1, and at most 0 was allowed.\n  text 7 came twice',
      'Missed: memory: NaN MB/h, and at most 2 was allowed.',
    ]);
  });

  it('says nothing of what holds, has no bound, or cannot be judged', () => {
    const fine: Figure = { what: 'load', value: 99, unit: '/s', least: 95 };
    expect(missesOf([fine, { what: 'kills', value: 5, unit: '' }, { ...growth, unjudged: 'too short to judge' }])).toEqual([]);
  });
});
