import { describe, expect, it } from 'vitest';
import { parseRetention } from './retention.ts';

const DAY = 86_400_000;

describe('RETENTION', () => {
  it('is one time for all but the audit log, which is kept for a year', () => {
    const rest = { conversations: 30 * DAY, messages: 30 * DAY, traces: 30 * DAY, dead_letters: 30 * DAY };
    expect(parseRetention('30d')).toEqual({ ...rest, audit: 365 * DAY });
  });

  it('gives some kinds a time of their own', () => {
    expect(parseRetention('30d,traces=7d, messages=14d,audit=90d')).toEqual({
      conversations: 30 * DAY,
      messages: 14 * DAY,
      traces: 7 * DAY,
      dead_letters: 30 * DAY,
      audit: 90 * DAY,
    });
    expect(parseRetention('traces=12h')).toMatchObject({ conversations: 30 * DAY, traces: DAY / 2 });
  });

  it.each(['', '0d', '30', '30d,40d', 'texts=7d', '30d,traces=0s', 'traces=7d,traces=8d', 'traces='])('refuses %j', (text) => {
    expect(parseRetention(text)).toBeNull();
  });
});
