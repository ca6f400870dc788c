import { expect, test } from 'vitest';
import { inbound } from '../../../../test/support/engine.ts';
import { readAs } from '../../../../test/support/steps.ts';
import { media } from './media.ts';

const FILES = [
  { url: 'https://example.com/a.jpg', type: 'image/jpeg' },
  { url: 'https://example.com/b', type: null },
];

test('saves every file with its type, whatever text comes with them', () => {
  expect(readAs(media, {}, inbound('Here.', { media: FILES }))).toEqual({ ok: true, value: FILES });
});

test('finds nothing in a text', () => {
  expect(readAs(media, {}, 'https://example.com/a.jpg')).toMatchObject({ ok: false, retry: 'Please send a picture or a file.' });
});
