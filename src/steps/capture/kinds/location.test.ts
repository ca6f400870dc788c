import { expect, test } from 'vitest';
import { inbound } from '../../../../test/support/engine.ts';
import { readAs } from '../../../../test/support/steps.ts';
import { location } from './location.ts';

const PLACE = { latitude: 37.7879, longitude: -122.3961, address: null, label: 'Office' };

test('saves the place that was shared', () => {
  expect(readAs(location, {}, inbound('', { location: PLACE }))).toEqual({ ok: true, value: PLACE });
});

test('finds none in a text that looks like one', () => {
  expect(readAs(location, {}, '37.7879, -122.3961')).toMatchObject({ ok: false, why: 'no location' });
});
