import { expect, test } from 'vitest';
import { api, expectOnly, flow, load, URL_KEY } from '../../../test/support/flow-kit.ts';

const SEND = api(URL_KEY, '"body": { "to": "{{ phone }}" }');
const verify = (check: string) =>
  `{ "id": "verify", "type": "verify", "provider": { "send": "send", "check": ${check} }, "next": "end" }`;
const files = (...check: string[]) => ({
  'main.json': flow(verify('▶"check"')),
  'apis/send.json': SEND,
  'apis/check.json': api(URL_KEY, ...check),
});

test('warns of a pair whose check is never told the code that was typed', () => {
  const [problem] = expectOnly('unread-code', files('"body": { "ref": "{{ system_otp }}" }'));
  expect(problem).toMatchObject({ severity: 'warning', message: expect.stringContaining('"user_otp"') as unknown });
});

test('warns also where the code is only compared with the answer', () => {
  const success = '"success": { "value": "{{ user_otp }}", "is": "{{ response.body.code }}" }';
  const problems = load({ ...files(success), 'main.json': flow(verify('"check"')) }).problems;
  expect(problems.map(({ code }) => code)).toContain('unread-code');
});

test.each([
  ['the body', '"body": { "code": "{{ user_otp }}" }'],
  ['the query', '"query": { "code": "{{ user_otp | strip }}" }'],
  ['a header', '"headers": { "X-Code": "{{ user_otp }}" }'],
  ['what was typed', '"body": { "text": "{{ message.text }}" }'],
])('is content with a check that sends the code in %s', (_, key) => {
  const problems = load({ ...files(key), 'main.json': flow(verify('"check"')) }).problems;
  expect(problems.map(({ code }) => code)).not.toContain('unread-code');
});

test('says nothing of a check that is not in the catalogue: that is told already', () => {
  const problems = load({ 'main.json': flow(verify('"check"')), 'apis/send.json': SEND }).problems;
  expect(problems.map(({ code }) => code)).toEqual(['unknown-api']);
});

test('says nothing of the providers that need no file', () => {
  expect(load({ 'main.json': flow('{ "id": "verify", "type": "verify" }') }).problems).toEqual([]);
});
