import { expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { message } from './message.ts';

test('says its text, rendered, and goes on', () => {
  const step = stepOf(message, { text: 'Hello {{ name }}.', next: 'after' });
  expect(step.enter({ name: 'Ada' })).toEqual({ type: 'go', say: [{ text: 'Hello Ada.', media: [] }] });
  expect(step.exits).toEqual([{ name: 'next', to: 'after', path: ['next'] }]);
  expect(step.waits).toBe(false);
});

test('sends media along, and leaves out an address that renders empty', () => {
  const step = stepOf(message, { text: 'Look.', media: ['https://example.com/{{ file }}.png', '{{ photo }}'] });
  expect(step.enter({ file: 'a' })).toMatchObject({ say: [{ media: ['https://example.com/a.png'] }] });
});

test('takes at most ten media, and needs a text', () => {
  const url = 'https://example.com/a.png';
  expect(takes(message, { text: 'x', media: Array.from({ length: 10 }, () => url) })).toBe(true);
  expect(takes(message, { text: 'x', media: Array.from({ length: 11 }, () => url) })).toBe(false);
  expect(takes(message, { media: [url] })).toBe(false);
});
