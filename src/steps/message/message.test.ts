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

test('says its buttons and its template rendered', () => {
  const step = stepOf(message, {
    text: 'Which?',
    buttons: [{ label: { en: '{{ one }}', es: 'Uno' }, value: 'one' }],
    template: { sid: 'HX0', variables: { 1: '{{ one }}!' } },
  });
  expect(step.enter({ one: 'First' })).toMatchObject({
    say: [{ buttons: [{ label: 'First', value: 'one' }], template: { sid: 'HX0', variables: { 1: 'First!' } } }],
  });
  expect(stepOf(message, { text: 'x', template: { sid: 'HX0' } }).enter()).toMatchObject({
    say: [{ template: { variables: {} } }],
  });
});

test('refuses two buttons that one word would mean, and media that are no public URL', () => {
  const buttons = [
    { label: 'Yes', value: 'yes' },
    { label: { en: 'No', es: 'Yes!' }, value: 'no' },
  ];
  expect(stepOf(message, { text: 'x', buttons }).problems).toEqual([
    '"yes" already means another button. Give the two different words.',
  ]);
  expect(stepOf(message, { text: 'x', media: ['map.png', '{{ photo }}', 'HTTPS://example.com/a'] }).problems).toEqual([
    '"map.png" is no public URL. Begin it with https://.',
  ]);
});

test('takes at most ten buttons with a label and a value, and a template by an id that is one', () => {
  const button = { label: 'x', value: 'x' };
  expect(takes(message, { text: 'x', buttons: [] })).toBe(false);
  expect(takes(message, { text: 'x', buttons: Array.from({ length: 11 }, () => button) })).toBe(false);
  expect(takes(message, { text: 'x', buttons: [{ label: 'x' }] })).toBe(false);
  expect(takes(message, { text: 'x', template: { sid: 'MG0' } })).toBe(false);
});
