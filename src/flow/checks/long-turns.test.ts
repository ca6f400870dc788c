import { expect, test } from 'vitest';
import { api, ASK, expectOnly, flow, URL_KEY } from '../../../test/support/flow-kit.ts';

function messages(prefix: string, count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `{ "id": "${prefix}${from + index}", "type": "message", "text": "x" }`);
}

test('refuses more steps in a row than a turn may have', () => {
  const [first = '', ...rest] = messages('m', 101);
  const [problem] = expectOnly('too-many-steps', { 'main.json': flow(first.replace('"m0"', '▶"m0"'), ...rest) });
  expect(problem?.message).toContain('101 steps');
});

test('the question that ends a turn counts as one of its steps', () => {
  const [first = '', ...rest] = messages('m', 100);
  expectOnly('too-many-steps', { 'main.json': flow(first.replace('"m0"', '▶"m0"'), ...rest, ASK) });
});

test.each([
  ['as many as a turn may have', flow(...messages('m', 100))],
  ['a pause in between', flow(...messages('m', 60), '{ "id": "wait", "type": "delay", "for": "1s" }', ...messages('n', 60))],
  [
    'a call in between',
    flow(...messages('m', 60), '{ "id": "call", "type": "api", "api": "crm", "on_error": "end" }', ...messages('n', 60)),
  ],
])('allows %s', (_what, text) => {
  expectOnly('none', { 'main.json': text, ...(text.includes('crm') ? { 'apis/crm.json': api(URL_KEY) } : {}) });
});
