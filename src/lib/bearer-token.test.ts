import { expect, test } from 'vitest';
import { readBearer } from './bearer-token.ts';

test.each([
  ['Bearer foo:bar', 'foo:bar'],
  ['bearer   x', 'x'],
  [`Bearer ${Buffer.from('té-東', 'utf8').toString('latin1')}`, 'té-東'],
  [`Bearer ${Buffer.from('té', 'latin1').toString('latin1')}`, 'té'],
  ['Bearer té-東', 'té-東'],
  ['Bearer ', undefined],
  ['Bearer', undefined],
  ['Basic x', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads %j', (header, token) => {
  expect(readBearer(header)).toBe(token);
});
