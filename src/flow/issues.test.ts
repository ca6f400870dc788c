import { expect, test } from 'vitest';
import { z } from 'zod';
import { findingsOf } from './issues.ts';
import { ASK, CALL, api, expectOnly, flow, flowWith, load, URL_KEY } from '../../test/support/flow-kit.ts';

const DEFAULT = '"trigger": { "default": true }';
const fix = (part: string) => ({ fix: expect.stringContaining(part) as unknown });

test('points at an unknown key itself, and says which was meant', () => {
  const files = { 'main.json': flowWith(`${DEFAULT}, ▶"atributes": {}`, '{ "id": "a", "type": "message", ▶"txt": "x" }') };
  const problems = expectOnly('unknown-key', files);
  expect(problems).toMatchObject([fix('Did you mean "attributes"?'), fix('Did you mean "text"?')]);
});

test.each([
  ['goto', 'next', '{ "id": "a", "type": "message", "text": "x", ▶"goto": "end" }'],
  ['onGiveUp', 'on_give_up', '{ "id": "a", "type": "capture", "prompt": "x", ▶"onGiveUp": "end" }'],
  ['question', 'prompt', '{ "id": "a", "type": "capture", ▶"question": "x" }'],
  ['equals', 'is', '{ "id": "b", "type": "branch", "cases": [{ "if": { "attribute": "name", ▶"equals": 1 }, "next": "end" }] }'],
  [
    'stauts',
    'status',
    '{ "id": "c", "type": "api", "api": "crm", "on_error": "end", "outcomes": [{ ▶"stauts": 429, "next": "end" }] }',
  ],
  ['afer', 'after', '{ "id": "a", "type": "capture", "prompt": "x", "no_reply": { ▶"afer": "5m", "next": "end" } }'],
])('takes "%s" for "%s", and tells of that one mistake once', (_word, meant, step) => {
  const [problem] = expectOnly('unknown-key', { 'main.json': flow(ASK, CALL, step), 'apis/crm.json': api(URL_KEY) });
  expect(problem?.fix).toContain(`Did you mean "${meant}"?`);
});

test('lists the keys that exist where none is near', () => {
  const [problem] = expectOnly('unknown-key', { 'main.json': flow('{ "id": "a", "type": "end", ▶"colour": 1 }') });
  expect(problem?.fix).toBe('Remove it. The keys here are id, type, outcome.');
});

test('says which type of step was meant', () => {
  const [problem] = expectOnly('unknown-type', { 'main.json': flow(ASK, '{ "id": "a", "type": ▶"mesage", "text": "x" }') });
  expect(problem?.fix).toContain('Did you mean "message"?');
});

test('says which word was meant', () => {
  const files = {
    'main.json': flow(
      '{ "id": "a", "type": "capture", "prompt": "x", "expect": ▶"fhone" }',
      CALL.replace('"on_error"', '"outcomes": [{ "status": ▶"5x", "next": "end" }], "on_error"'),
    ),
    'apis/crm.json': `{ "method": ▶"get", ${URL_KEY}, "retry": { "attempts": 2, "on": [500, ▶"netwrok"] } }`,
  };
  const problems = expectOnly('unknown-word', files);
  const fixes = problems.map((problem) => problem.fix.split('?')[0]);
  expect(fixes).toEqual(['Did you mean "GET"', 'Did you mean "network"', 'Did you mean "phone"', 'Did you mean "5xx"']);
});

test('points at the object that lacks a key, and says what the key is', () => {
  const files = {
    'main.json': flowWith(
      `${DEFAULT}, "no_reply": ▶{ "next": "end" }`,
      '▶{ "id": "a", "type": "capture" }',
      '▶{ "id": "b" }',
      CALL,
    ),
    'apis/crm.json': `▶{ ${URL_KEY}, "auth": { "basic": ▶{ "username": "x" } } }`,
  };
  const problems = expectOnly('missing-key', files);
  expect(problems).toMatchObject([
    fix('Add "method"'),
    fix('Add "password"'),
    fix('Add "after"'),
    fix('Add "prompt": the question.'),
    fix('"message", "capture"'),
  ]);
});

test('names the keys of which one is needed', () => {
  const [problem] = expectOnly('missing-key', { 'main.json': flow(CALL), 'apis/crm.json': api(URL_KEY, '"auth": ▶{}') });
  expect(problem?.fix).toBe('Add "basic" or "bearer".');
});

test.each([
  ['a number in quotes', '"max_tries": ▶"3"', 'Write 3 without quotes.'],
  ['true in quotes', '"secret": ▶"true"', 'Write true without quotes.'],
  ['a number for a name', '"save": ▶5', 'Put it in quotes: "5".'],
  ['a number for a text', '"retry": ▶5', '{ "en": "…", "es": "…" }'],
  ['a list for a text', '"retry": ▶["x"]', '{ "en": "…", "es": "…" }'],
  ['a number in a text by language', '"retry": { "en": "x", "es": ▶5 }', 'Put it in quotes: "5".'],
  ['a word for a list', '"types": ▶"mobile"', 'Put it in a list'],
  ['a number for a duration', '"no_reply": { "after": ▶5, "next": "end" }', 'Put it in quotes: "5".'],
])('refuses %s', (_what, key, advice) => {
  const [problem] = expectOnly('wrong-type', { 'main.json': flow(`{ "id": "a", "type": "capture", "prompt": "x", ${key} }`) });
  expect(`${problem?.message} ${problem?.fix}`).toContain(advice);
});

test('tells once of a value of none of the types that are allowed', () => {
  const files = {
    'main.json': flow('{ "id": "a", "type": "set", "attributes": { "x": ▶[] } }', '▶7', '{ "id": "b", "type": ▶5 }'),
  };
  const problems = expectOnly('wrong-type', files);
  expect(problems[0]?.message).toBe('"x" must be a text, or a number, or true or false, or null, but this is a list.');
});

test.each(['▶"5x"', '▶"five minutes"', '▶"5"', '▶"3651d"', '▶"0s"'])('refuses the duration %s', (after) => {
  expectOnly('bad-duration', { 'main.json': flowWith(`${DEFAULT}, "no_reply": { "after": ${after}, "next": "end" }`, ASK) });
});

test('refuses templates that do not read, wherever they stand', () => {
  const files = {
    'main.json': flow(
      '{ "id": "a", "type": "message", "text": { "en": "x", "es": ▶"{{ x" }, "media": ["https://example.com/a.png", ▶"{% if %}"] }',
      '{ "id": "b", "type": "set", "attributes": { "x": ▶"{{ contact.name | nofilter }}" } }',
      '{ "id": "c", "type": "branch", "cases": [{ "if": { "all": [{ "any": [{ "value": ▶"{{ x", "is": 1 }] }] }, "next": "end" }] }',
      CALL,
    ),
    'apis/crm.json': api('"url": ▶"https://example.com/{{ x"', '"body": { "deep": [{ "er": ▶"{{ x" }, ▶"{{ y"] }'),
  };
  expectOnly('bad-template', files);
});

test('refuses patterns that do not run in linear time', () => {
  const files = {
    'main.json': flow(
      '{ "id": "a", "type": "capture", "prompt": "x", "save": "name", "pattern": ▶"(" }',
      '{ "id": "c", "type": "branch", "cases": [{ "if": { "not": { "attribute": "name", "matches": ▶"(?=a)" } }, "next": "end" }] }',
    ),
  };
  expectOnly('bad-pattern', files);
});

test.each([
  ['without an operator', '▶{ "attribute": "name" }'],
  ['with two operators', '▶{ "attribute": "name", "is": 1, "gt": 2 }'],
  ['of nothing', '▶{ "is": 1 }'],
  ['with a part that says nothing', '{ "all": [{ "attribute": "name", "is": 1 }, ▶{ "value": "x" }] }'],
])('refuses a condition %s', (_what, condition) => {
  expectOnly('bad-condition', {
    'main.json': flow(ASK, `{ "id": "b", "type": "branch", "cases": [{ "if": ${condition}, "next": "end" }] }`),
  });
});

test('refuses names that are not lower_snake, at the name', () => {
  const problems = expectOnly('bad-name', {
    'main.json': flowWith(
      `${DEFAULT}, "attributes": { ▶"firstName": {} }`,
      '{ "id": ▶"Ask-Name", "type": "capture", "prompt": "x", "save": ▶"firstName" }',
      '{ "id": "b", "type": "set", "attributes": { ▶"A B": 1 } }',
      '{ "id": "c", "type": "end", "outcome": ▶"All done" }',
    ),
  });
  expect(problems[0]?.fix).toBe('Rename it, as in "first_name".');
});

test.each([
  ['too small a number', '"max_tries": ▶0'],
  ['too large a number', '"max_tries": ▶101'],
  ['half a number', '"max_tries": ▶1.5'],
  ['a country in words', '"expect": "phone", "country": ▶"usa"'],
  ['a language in words', '"retry": { ▶"english": "x" }'],
  ['no language', '"retry": ▶{}'],
  ['an empty list', '"expect": "choice", "choices": ▶[]'],
  ['a no_reply that does nothing', '"no_reply": ▶{ "after": "5m" }'],
])('refuses %s', (_what, key) => {
  expectOnly('bad-value', { 'main.json': flow(`{ "id": "a", "type": "capture", "prompt": "x", ${key} }`) });
});

test('tells of every mistake of a file at once', () => {
  const text = flowWith(
    '"naem": "x", "trigger": { "keywords": ["stop"], "default": true }',
    '{ "id": "ask", "type": "capture", "prompt": "{{ x", "max_tries": "3", "next": "nowhere" }',
    '{ "id": "ask", "type": "mesage" }',
    '{ "id": "b", "type": "branch", "cases": [{ "if": { "attribute": "nmae", "is": 1 }, "next": "away" }, { "if": {}, "next": "end" }] }',
  );
  const { problems, flows } = load({ 'main.json': text });
  expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
    '2 unknown-key',
    '2 reserved-word',
    '4 bad-template',
    '4 wrong-type',
    '4 unknown-step',
    '5 duplicate-id',
    '5 unknown-type',
    '6 unknown-attribute',
    '6 unknown-step',
    '6 bad-condition',
  ]);
  expect(flows).toEqual([]);
});

test('of a union tells what is wrong with the form that is nearest', () => {
  const schema = z.strictObject({
    a: z.union([z.strictObject({ left: z.number() }), z.strictObject({ right: z.string(), more: z.array(z.number()) })]),
  });
  const input = { a: { right: 'x', more: [1, 'two'] } };
  const { error } = schema.safeParse(input);
  const findings = error ? findingsOf(error, schema, input, ['deep', 0]) : [];
  expect(findings).toMatchObject([{ code: 'wrong-type', path: ['deep', 0, 'a', 'more', 1] }]);
});
