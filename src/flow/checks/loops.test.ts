import { expect, test } from 'vitest';
import { ASK, expectOnly, flow } from '../../../test/support/flow-kit.ts';

test.each([
  ['a step that leads to itself', flow('{ "id": "a", "type": "message", "text": "x", "next": ▶"a" }')],
  [
    'two steps',
    flow('{ "id": "a", "type": "message", "text": "x" }', '{ "id": "b", "type": "message", "text": "x", "next": ▶"a" }'),
  ],
  [
    'a delay of nothing',
    flow('{ "id": "a", "type": "delay", "for": "0s" }', '{ "id": "b", "type": "message", "text": "x", "next": ▶"a" }'),
  ],
])('refuses a loop without a wait: %s', (_what, text) => {
  expectOnly('loop-without-wait', { 'main.json': text });
});

test('refuses a loop through a call, which is no wait', () => {
  expectOnly('loop-without-wait', {
    'main.json': flow('{ "id": "call", "type": "api", "api": "crm", "on_error": ▶"call" }'),
    'apis/crm.json': '{ "method": "GET", "url": "https://api.example.com/" }',
  });
});

test('tells every way that closes a loop', () => {
  const branch =
    '{ "id": "b", "type": "branch", "cases": [{ "if": { "attribute": "name", "is": "x" }, "next": ▶"b" }], "else": ▶"b" }';
  const problems = expectOnly('loop-without-wait', { 'main.json': flow(ASK, branch) });
  expect(problems[0]?.message).toContain('b → b');
});

test.each([
  ['a capture', flow(ASK, '{ "id": "bye", "type": "message", "text": "Bye.", "next": "ask" }')],
  [
    'a delay',
    flow('{ "id": "wait", "type": "delay", "for": "1s" }', '{ "id": "bye", "type": "message", "text": "Bye.", "next": "wait" }'),
  ],
])('allows a loop through %s', (_what, text) => {
  expectOnly('none', { 'main.json': text });
});
