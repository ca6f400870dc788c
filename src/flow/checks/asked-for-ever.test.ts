import { expect, test } from 'vitest';
import { ASK, BYE, expectOnly, flow, flowWith } from '../../../test/support/flow-kit.ts';

function ask(id: string, keys: string): string {
  return `{ "id": "${id}", "type": "capture", "prompt": "?", ${keys} }`;
}

test.each([
  ['giving up leads back at once', flow(ask('ask', '"on_give_up": ▶"ask"'))],
  [
    'silence leads back by way of a message',
    flow(
      ask('ask', '"no_reply": { "after": "1h", "next": ▶"again" }, "next": "end"'),
      '{ "id": "again", "type": "message", "text": "x", "next": "ask" }',
    ),
  ],
  ['two questions lead to one another', flow(ask('a', '"on_give_up": ▶"b"'), ask('b', '"on_give_up": ▶"a"'))],
  [
    "the flow's own no_reply leads back",
    flowWith('"trigger": { "default": true }, "no_reply": { "after": "1h", "next": ▶"ask" }', ask('ask', '"max_tries": 2')),
  ],
])('warns where %s', (_what, text) => {
  const [problem] = expectOnly('asked-for-ever', { 'main.json': text });
  expect(problem?.severity).toBe('warning');
});

test('a fitting answer that leads back is a choice of the person', () => {
  expectOnly('none', { 'main.json': flow(ASK, BYE.replace(' }', ', "next": "ask" }')) });
});

test('another question whose silence ends it is no way back', () => {
  expectOnly('none', { 'main.json': flow(ask('a', '"on_give_up": "b"'), ask('b', '"next": "a"')) });
});
