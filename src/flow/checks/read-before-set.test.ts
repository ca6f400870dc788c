import { expect, test } from 'vitest';
import { ASK, api, BYE, expectOnly, flow, flowWith, URL_KEY } from '../../../test/support/flow-kit.ts';

const HELLO = '{ "id": "hello", "type": "message", "text": ▶"Hello {{ name }}." }';
const DEFAULT = '"trigger": { "default": true }';

test('warns of an attribute that one way to a step does not set, and tells the way', () => {
  const check =
    '{ "id": "check", "type": "branch", "cases": [{ "if": { "value": "{{ contact.channel }}", "is": "sms" }, "next": "hello" }] }';
  const [problem] = expectOnly('read-before-set', { 'main.json': flow(check, ASK, HELLO) });
  expect(problem?.severity).toBe('warning');
  expect(problem?.message).toContain('on the way check → hello');
  expect(problem?.fix).toContain('"name": { "default": … }');
});

test('tells an attribute once, and how many more steps read it so', () => {
  const again = '{ "id": "again", "type": "message", "text": "Bye {{ name }}." }';
  const ask = '{ "id": "ask", "type": "capture", "prompt": "Name?", "save": "name", "on_give_up": "hello" }';
  const [problem] = expectOnly('read-before-set', { 'main.json': flow(ask, HELLO, again) });
  expect(problem?.message).toContain('So does 1 more step.');
});

test.each([
  ['giving up', '"on_give_up": "hello"'],
  ['no reply', '"no_reply": { "after": "1h", "next": "hello" }'],
])('a question answered by %s sets nothing', (_what, key) => {
  expectOnly('read-before-set', {
    'main.json': flow(`{ "id": "ask", "type": "capture", "prompt": "Name?", "save": "name", ${key} }`, HELLO),
  });
});

test("the flow's own no_reply leaves a question unanswered too", () => {
  const head = '"trigger": { "default": true }, "no_reply": { "after": "1h", "next": "hello" }';
  expectOnly('read-before-set', { 'main.json': flowWith(head, ASK, HELLO) });
});

test('a command leaves the question where it was typed unanswered', () => {
  const head = '"trigger": { "default": true }, "commands": [{ "keywords": ["skip"], "next": "hello" }]';
  expectOnly('read-before-set', { 'main.json': flowWith(head, ASK, HELLO) });
});

const CRM = api(URL_KEY, '"save": { "name": "{{ response.body.name }}" }');

test.each([
  ['a call that failed', '"on_error": "hello"'],
  ['a call with a status that is no success', '"outcomes": [{ "status": 404, "next": "hello" }], "on_error": "end"'],
])('%s saved nothing', (_what, keys) => {
  expectOnly('read-before-set', {
    'main.json': flow(`{ "id": "call", "type": "api", "api": "crm", ${keys} }`, HELLO),
    'apis/crm.json': CRM,
  });
});

test('what an API reads counts at the step that calls it', () => {
  const [problem] = expectOnly('read-before-set', {
    'main.json': flow('{ "id": "call", "type": "api", "api": ▶"crm", "on_error": "end" }', ASK),
    'apis/crm.json': api(URL_KEY, '"body": { "who": "{{ name }}" }'),
  });
  expect(problem?.message).toContain('The API "crm" reads "name"');
});

/** A question whose giving up leads on to a step. */
function askOr(target: string): string {
  return `{ "id": "ask", "type": "capture", "prompt": "Name?", "save": "name", "on_give_up": "${target}" }`;
}

const FINE = HELLO.replace('▶', '');

test.each([
  ['an if', flow(askOr('hello'), FINE.replace('{{ name }}', '{% if name %}{{ name }}{% endif %}'))],
  ['a default filter', flow(askOr('hello'), FINE.replace('{{ name }}', '{{ name | default: \\"you\\" }}'))],
  ['a default of the flow', flowWith(`${DEFAULT}, "attributes": { "name": { "default": "you" } }`, askOr('hello'), FINE)],
  ['an earlier conversation', flowWith(`${DEFAULT}, "attributes": { "name": { "lifetime": "contact" } }`, askOr('hello'), FINE)],
])('is content with %s', (_what, text) => {
  expectOnly('none', { 'main.json': text });
});

test('knows that an attribute is set where a case asked whether it is there', () => {
  const branch =
    '{ "id": "check", "type": "branch", "cases": [{ "if": { "attribute": "name", "exists": true }, "next": "hello" }], "else": "end" }';
  expectOnly('none', { 'main.json': flow(askOr('check'), branch, FINE) });
});

test('knows that an attribute is set where a case asked whether it is missing, and it was not', () => {
  const start =
    '{ "id": "start", "type": "branch", "cases": [{ "if": { "attribute": "name", "exists": false }, "next": "ask" }], "else": "hello" }';
  expectOnly('none', { 'main.json': flow(start, ASK, FINE) });
});

test('a condition reads the attribute that it compares, and what it leads to may rely on that', () => {
  const condition = '{ "all": [{ "attribute": ▶"name", "is": "Ada" }, { "value": "1", "is": 1 }] }';
  const branch = `{ "id": "check", "type": "branch", "cases": [{ "if": ${condition}, "next": "hello" }], "else": "end" }`;
  expectOnly('read-before-set', { 'main.json': flow(askOr('check'), branch, FINE) });
});

test('says nothing in a flow that no message starts, which its caller may give anything', () => {
  const sub = `{ "steps": [${askOr('hello')}, ${FINE}] }`;
  expectOnly('none', { 'main.json': flow(BYE), 'sub.json': sub });
});
