import { describe, expect, it } from 'vitest';
import { judgeCountry } from './pumping.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 0, 5, 12);
const pumped = { sends: 200, approved: 19, usual: 0, closings: 0, opensAt: null };

describe('judgeCountry', () => {
  it('closes a country for an hour at 200 sends of which under 10 % are verified', () => {
    expect(judgeCountry(pumped, NOON)).toEqual({ opensAt: NOON + HOUR, closings: 1 });
  });

  it.each([
    ['199 sends', { sends: 199 }],
    ['10 % verified', { approved: 20 }],
    ['less than 3 times its usual hour', { usual: 67 }],
  ])('leaves it open at %s', (_, changes) => {
    expect(judgeCountry({ ...pumped, ...changes }, NOON)).toBeNull();
  });

  it('closes a busy country at 3 times its usual hour', () => {
    expect(judgeCountry({ ...pumped, sends: 300, usual: 100 }, NOON)).not.toBeNull();
  });

  it('does not close again what is closed', () => {
    expect(judgeCountry({ ...pumped, closings: 1, opensAt: NOON + 1 }, NOON)).toBeNull();
  });

  it('closes twice as long each time within a day of opening, a day at most', () => {
    const again = (closings: number) => judgeCountry({ ...pumped, closings, opensAt: NOON - HOUR }, NOON);
    expect(again(1)).toEqual({ opensAt: NOON + 2 * HOUR, closings: 2 });
    expect(again(4)).toEqual({ opensAt: NOON + 16 * HOUR, closings: 5 });
    expect(again(5)).toEqual({ opensAt: NOON + 24 * HOUR, closings: 6 });
    expect(again(5000)).toMatchObject({ opensAt: NOON + 24 * HOUR });
  });

  it('begins with an hour again after a day of peace', () => {
    expect(judgeCountry({ ...pumped, closings: 5, opensAt: NOON - 24 * HOUR }, NOON)).toEqual({
      opensAt: NOON + HOUR,
      closings: 1,
    });
  });
});
