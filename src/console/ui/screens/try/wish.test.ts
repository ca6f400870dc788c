import { describe, expect, it } from 'vitest';
import { nextPerson, readWish, tryPath, type Wish } from './wish.ts';

describe('a wish', () => {
  it.each<Wish>([
    { id: null, flow: null, draft: false, channel: 'sms', from: '+14155550100' },
    { id: 'a b&c', flow: 'sign-in', draft: true, channel: 'whatsapp', from: '+14155550107' },
  ])('comes back from the address it was written to', (wish) => {
    expect(readWish(new URL(tryPath(wish), 'http://x').searchParams)).toEqual(wish);
  });

  it('is the usual one where the address makes no sense', () => {
    expect(readWish(new URLSearchParams('from=javascript:1&channel=fax'))).toEqual(readWish(new URLSearchParams()));
  });
});

describe('nextPerson', () => {
  it('goes through the hundred numbers that belong to nobody', () => {
    expect(nextPerson('+14155550100')).toBe('+14155550101');
    expect(nextPerson('+14155550199')).toBe('+14155550100');
    expect(nextPerson('+4915112345678')).toBe('+14155550100');
  });
});
