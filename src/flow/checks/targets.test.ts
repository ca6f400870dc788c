import { expect, test } from 'vitest';
import { ASK, BYE, expectOnly, flow, flowWith, load } from '../../../test/support/flow-kit.ts';

test.each([
  ['next', flow(ASK, '{ "id": "bye", "type": "message", "text": "Bye.", "next": ▶"aks" }')],
  [
    'a case',
    flow(ASK, '{ "id": "b", "type": "branch", "cases": [{ "if": { "attribute": "name", "is": "x" }, "next": ▶"nowhere" }] }'),
  ],
  [
    'else',
    flow(
      ASK,
      '{ "id": "b", "type": "branch", "cases": [{ "if": { "attribute": "name", "is": "x" }, "next": "end" }], "else": ▶"nowhere" }',
    ),
  ],
  ['on_give_up', flow('{ "id": "ask", "type": "capture", "prompt": "?", "on_give_up": ▶"nowhere" }')],
  [
    "a capture's no_reply",
    flow('{ "id": "ask", "type": "capture", "prompt": "?", "no_reply": { "after": "5m", "next": ▶"nowhere" } }'),
  ],
  ["the flow's no_reply", flowWith('"trigger": { "default": true }, "no_reply": { "after": "5m", "next": ▶"nowhere" }', ASK)],
  [
    "a command's next",
    flowWith('"trigger": { "default": true }, "commands": [{ "keywords": ["again"], "next": ▶"nowhere" }]', ASK),
  ],
  [
    "a command's at",
    flowWith(
      '"trigger": { "default": true }, "commands": [{ "keywords": ["again"], "at": ["ask", ▶"end"], "next": "ask" }]',
      ASK,
    ),
  ],
])('refuses a step that does not exist as %s', (_where, text) => {
  expectOnly('unknown-step', { 'main.json': text });
});

test('refuses a step that does not exist as on_error or outcome of a call', () => {
  expectOnly('unknown-step', {
    'main.json': flow(
      '{ "id": "call", "type": "api", "api": "crm", "outcomes": [{ "status": 429, "next": ▶"slow" }], "on_error": ▶"failed" }',
    ),
    'apis/crm.json': '{ "method": "GET", "url": "https://api.example.com/" }',
  });
});

test('says which step was probably meant', () => {
  const [problem] = expectOnly('unknown-step', {
    'main.json': flow(ASK, '{ "id": "bye", "type": "message", "text": "Bye.", "next": ▶"aks" }'),
  });
  expect(problem?.fix).toContain('Did you mean "ask"?');
});

test('finds a wrong target also in steps that do not compile', () => {
  const { problems } = load({
    'main.json': flow(
      ASK,
      '{ "id": "a", "type": "message", "text": 5, "next": "nowhere" }',
      '{ "id": "b", "type": "branch", "cases": [{ "if": { "attribute": "name", "are": 1 }, "next": "far" }, { "if": 5, "next": 6 }], "else": "away" }',
      '{ "id": "c", "type": "mesage", "next": "gone" }',
      '{ "id": "d", "type": "branch", "cases": 5, "next": "lost" }',
    ),
  });
  const unknown = problems.filter((problem) => problem.code === 'unknown-step');
  expect(unknown.map((problem) => problem.message.split('"')[1])).toEqual(['nowhere', 'far', 'away', 'gone', 'lost']);
});

test('refuses two steps with one id, at the second', () => {
  const [problem] = expectOnly('duplicate-id', {
    'main.json': flow(ASK, BYE, '{ "id": ▶"ask", "type": "message", "text": "Again." }'),
  });
  expect(problem?.message).toContain('line 4');
});

test('refuses the id "end"', () => {
  expectOnly('reserved-id', { 'main.json': flow(ASK, '{ "id": ▶"end", "type": "message", "text": "Bye." }') });
});
