import { expect, test } from 'vitest';
import { readJson } from './json.ts';

const places = (text: string) => readJson('a.json', text).problems.map(({ line, column, code }) => `${line}:${column} ${code}`);

test.each([
  ['nothing', '', '1:1 not-json'],
  ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', '3:3 not-json'],
  ['a comma too many', '{ "a": 1, }', '1:11 not-json'],
  ['a comment', '{\n  // why\n}', '2:3 not-json'],
  ['an open brace', '{ "a": 1', '1:9 not-json'],
  ['a key that stands twice', '{ "a": 1,\n  "a": 2 }', '2:3 duplicate-key'],
  ['a key that objects inherit by', '{ "a": [{ "__proto__": 1 }] }', '1:11 unknown-key'],
  ['lists too deep in one another', `{\n${'['.repeat(100)}${']'.repeat(100)} }`, '2:100 too-deep'],
])('tells where %s stands', (_what, text, place) => {
  expect(places(text)).toEqual([place]);
});

test('tells of one slip on a line once, and of those on other lines too', () => {
  expect(places('{ "a": 01x,\n "b": tru }')).toEqual(['1:9 not-json', '2:7 not-json']);
});

test('has no value when the text is no JSON, and the last one of a key that stands twice', () => {
  expect(readJson('a.json', '{ "a": }').value).toBeUndefined();
  expect(readJson('a.json', '{ "a": 1, "a": 2 }').value).toEqual({ a: 2 });
});

test('takes a byte order mark and brackets in texts', () => {
  const { value, problems } = readJson('a.json', `\uFEFF{ "a": "${'['.repeat(200)}\\"[" }`);
  expect(problems).toEqual([]);
  expect(value).toMatchObject({ a: expect.stringContaining('["[') as unknown });
});

test('places a finding at a value, at a key, or at the nearest parent that exists', () => {
  const document = readJson('a.json', '{\n  "list": [\n    { "key": 1 }\n  ]\n}');
  const at = (path: (string | number)[], key?: string) => {
    const { line, column } = document.locate({ code: 'x', path, ...(key === undefined ? {} : { key }), message: '', fix: '' });
    return `${line}:${column}`;
  };
  expect([at(['list', 0, 'key']), at(['list', 0], 'key'), at(['list', 0, 'other', 'deep']), at([])]).toEqual([
    '3:14',
    '3:7',
    '3:5',
    '1:1',
  ]);
});

test('reads a text of ten million characters, escapes and all', () => {
  for (const text of ['é'.repeat(1e7), '\\"'.repeat(5e6)]) expect(places(`{ "a": "${text}" }`)).toEqual([]);
});

test('a text that is never closed hides no bracket from the count', () => {
  expect(places(`{ "a": "${'['.repeat(101)}`)).toEqual(['1:8 not-json']);
});
