import { expect, test } from 'vitest';
import { expectOnly, flow, flowWith } from '../../../test/support/flow-kit.ts';

test('warns of a step that nothing leads to', () => {
  const [problem] = expectOnly('unreachable-step', {
    'main.json': flow(
      '{ "id": "a", "type": "message", "text": "x", "next": "c" }',
      '{ "id": ▶"b", "type": "message", "text": "x" }',
      '{ "id": "c", "type": "end" }',
    ),
  });
  expect(problem?.severity).toBe('warning');
});

test('a command, no_reply and on_error lead to steps too', () => {
  const head =
    '"trigger": { "default": true }, "commands": [{ "keywords": ["menu"], "next": "a" }], "no_reply": { "after": "5m", "next": "b" }';
  const step = (id: string) => `{ "id": "${id}", "type": "message", "text": "x", "next": "end" }`;
  expectOnly('none', {
    'main.json': flowWith(head, '{ "id": "ask", "type": "capture", "prompt": "?", "next": "end" }', step('a'), step('b')),
  });
});
