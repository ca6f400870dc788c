import { describe, expect, it } from 'vitest';
import { tellChanges } from './changes.ts';

const AT = '2026-03-01T10:00:00.000Z';

describe('tellChanges', () => {
  it('says what an attribute was before, over entries and turns', () => {
    const told = tellChanges([
      { turn: 1, at: AT, entries: [{ step: 'a', on: 'entered', set: { phone: '1' } }] },
      {
        turn: 2,
        at: AT,
        entries: [
          { step: 'b', on: 'message', set: { phone: '2', name: 'Ana' } },
          { step: 'c', on: 'entered', set: { name: null } },
        ],
      },
    ]);
    expect(told.map(({ turn, entries }) => [turn, entries.map(({ changes }) => changes)])).toEqual([
      [1, [[{ name: 'phone', before: undefined, after: '1' }]]],
      [
        2,
        [
          [
            { name: 'phone', before: '1', after: '2' },
            { name: 'name', before: undefined, after: 'Ana' },
          ],
          [{ name: 'name', before: 'Ana', after: null }],
        ],
      ],
    ]);
  });

  it('has no changes for an entry that sets nothing', () => {
    expect(tellChanges([{ turn: 1, at: AT, entries: [{ step: 'a', on: 'entered' }] }])[0]?.entries[0]?.changes).toEqual([]);
  });
});
