import { expect, it } from 'vitest';
import { leftWords } from './left-words.ts';

it.each([
  [0, '0 s'],
  [4_100, '5 s'],
  [185_000, '3:05 min'],
  [7_800_000, '2 h 10 min'],
  [7_200_000, '2 h'],
  [86_400_000, '1 d'],
  [97_200_000, '1 d 3 h'],
])('says of %i ms that it takes %s', (ms, words) => expect(leftWords(ms)).toBe(words));
