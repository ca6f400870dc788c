import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertAfter, moveUp, render, setIn } from './edit-json.ts';

const FLOW = `{
  "steps": [
    { "id": "a", "type": "delay", "for": "5s" },

    { "id": "b", "type": "capture",
      "prompt": "x",
      "cases": [
        { "if": 1, "next": "q" }
      ] }
  ]
}
`;

describe('an edit of a JSON text', () => {
  it('replaces a value and no other letter', () => {
    expect(setIn(FLOW, ['steps', 0, 'for'], '6s')).toBe(FLOW.replace('5s', '6s'));
  });

  it('adds a key on the same line where its neighbours stand on one line', () => {
    expect(setIn(FLOW, ['steps', 0, 'next'], 'end')).toBe(FLOW.replace('"5s" }', '"5s", "next": "end" }'));
  });

  it('adds a key on a line of its own where the one before has one', () => {
    expect(setIn(FLOW, ['steps', 1, 'next'], 'end')).toBe(FLOW.replace('      ] }', '      ],\n      "next": "end" }'));
  });

  it('adds a part of a list after the last one', () => {
    expect(setIn(FLOW, ['steps', 1, 'cases', 1], { if: 2, next: 'z' })).toBe(
      FLOW.replace('"q" }', '"q" },\n        { "if": 2, "next": "z" }'),
    );
    expect(setIn(FLOW, ['steps', 2], { id: 'c' })).toBe(FLOW.replace('] }\n', '] },\n    { "id": "c" }\n'));
  });

  it('makes what holds the value where it is not there yet', () => {
    expect(setIn('{}', ['retry', 'attempts'], 2)).toBe('{ "retry": { "attempts": 2 } }');
    expect(setIn('{ "a": [] }', ['a', 0], 'x')).toBe('{ "a": ["x"] }');
  });

  it('takes a value away with its comma, first, last or alone', () => {
    expect(setIn(FLOW, ['steps', 0, 'for'], undefined)).toBe(FLOW.replace(', "for": "5s"', ''));
    expect(setIn(FLOW, ['steps', 0, 'id'], undefined)).toBe(FLOW.replace('"id": "a", ', ''));
    expect(setIn('{ "a": 1 }', ['a'], undefined)).toBe('{}');
    expect(setIn(FLOW, ['steps', 0, 'next'], undefined)).toBe(FLOW);
  });

  it('moves a part of a list before the one in front of it', () => {
    expect(moveUp('[ 1,\n  { "a": 2 } ]', [], 1)).toBe('[ { "a": 2 },\n  1 ]');
    expect(moveUp('[1]', [], 0)).toBe('[1]');
  });

  it('puts a part into a list behind another one, set apart in the same way', () => {
    expect(insertAfter(FLOW, ['steps'], 0, { id: 'new' })).toBe(FLOW.replace('"5s" },\n', '"5s" },\n    { "id": "new" },\n'));
    expect(insertAfter('{ "a": [1, 3] }', ['a'], 0, 2)).toBe('{ "a": [1, 2, 3] }');
    expect(insertAfter('{}', ['a'], 0, 2)).toBe('{ "a": [2] }');
  });

  it('leaves a text alone that holds nothing to edit', () => {
    expect(setIn('', ['a'], 1)).toBe('');
    expect(setIn('"a"', ['b', 'c'], 1)).toBe('"a"');
  });

  it('reads back as what was put in, wherever it is put', () => {
    const keys = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), keys, fc.jsonValue(), fc.boolean(), (before, key, value, wide) => {
        const text = wide ? JSON.stringify(before, null, 2) : render(before);
        expect(JSON.parse(setIn(text, [key], value))).toEqual(JSON.parse(JSON.stringify({ ...before, [key]: value })));
        const { [key]: _gone, ...rest } = before;
        expect(JSON.parse(setIn(text, [key], undefined))).toEqual(JSON.parse(JSON.stringify(rest)));
      }),
    );
  });
});
