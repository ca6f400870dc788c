import { expect, test } from 'vitest';
import { Bell } from './bell.ts';

test('tells when the job is due', () => {
  const bell = new Bell();
  const heard: number[] = [];
  bell.onRing((dueAt) => heard.push(dueAt));
  bell.ring(5_000);
  bell.ring(1_000);
  expect(heard).toEqual([5_000, 1_000]);
});

test('may ring before anybody listens: what listens later looks for itself', () => {
  const bell = new Bell();
  const heard: number[] = [];
  bell.ring(1_000);
  bell.onRing((dueAt) => heard.push(dueAt));
  expect(heard).toEqual([]);
});
