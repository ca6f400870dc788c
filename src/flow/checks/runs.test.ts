import { expect, test } from 'vitest';
import { api, BYE, CALL, expectOnly, flow, URL_KEY } from '../../../test/support/flow-kit.ts';

const endless = '{% for i in (1..999999999) %}x{% endfor %}';

test('refuses a template that never comes to an end', () => {
  const [problem] = expectOnly('failing-template', {
    'main.json': flow(`{ "id": "a", "type": "message", "text": ▶"${endless}" }`),
  });
  expect(problem?.severity).toBe('error');
});

test('refuses such a template in a condition and in an API', () => {
  expectOnly('failing-template', {
    'main.json': flow(
      CALL,
      `{ "id": "b", "type": "branch", "cases": [{ "if": ▶{ "value": "${endless}", "is": "x" }, "next": "end" }] }`,
      BYE,
    ),
    'apis/crm.json': api(URL_KEY, `"body": { "x": ▶"${endless}" }`),
  });
});
