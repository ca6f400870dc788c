import { expect, test } from 'vitest';
import { ASK, CALL, api, expectOnly, flow, flowWith, load, URL_KEY } from '../../../test/support/flow-kit.ts';

const say = (text: string) => `{ "id": "say", "type": "message", "text": ${text} }`;

test.each([
  ['a text', flow(ASK, say('▶"Hi {{ nmae }}"'))],
  [
    'a condition',
    flow(
      ASK,
      '{ "id": "b", "type": "branch", "cases": [{ "if": { "not": { "attribute": ▶"nmae.first", "is": "x" } }, "next": "end" }] }',
    ),
  ],
  [
    'a prompt by language',
    flow(ASK, '{ "id": "ask2", "type": "capture", "prompt": { "en": "Hi {{ name }}", "es": ▶"{{ nmae }}" } }'),
  ],
  ['on_error', flowWith('"trigger": { "default": true }, "on_error": { "text": ▶"{{ nmae }}" }', ASK)],
  ['set', flow(ASK, '{ "id": "s", "type": "set", "attributes": { "x": ▶"{{ nmae | upcase }}" } }')],
])('refuses an attribute that nothing sets, read in %s', (_where, text) => {
  const [problem] = expectOnly('unknown-attribute', { 'main.json': text });
  expect(problem?.fix).toContain('Did you mean "name"?');
});

test('refuses it also in a step that does not compile', () => {
  const { problems } = load({
    'main.json': flow(ASK, '{ "id": "b", "type": "message", "text": "{{ nmae }}", "media": ["{{ nmae"] }'),
  });
  expect(problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
    '5:45 unknown-attribute',
    '5:69 bad-template',
  ]);
});

test.each([
  ['a capture', flow(ASK, say('"{{ name }}"'))],
  ['set', flow('{ "id": "s", "type": "set", "attributes": { "x": 1 } }', say('"{{ x }}"'))],
  [
    'a declaration',
    flowWith('"trigger": { "default": true }, "attributes": { "vip": { "lifetime": "contact" } }', say('"{{ vip }}"')),
  ],
  ['the template itself', flow(say('"{% assign x = 1 %}{{ x }} {{ contact.name }} {{ message.text }} {{ flow.id }}"'))],
])('takes an attribute that is set by %s', (_what, text) => {
  expectOnly('none', { 'main.json': text });
});

test('takes an attribute that an API saves', () => {
  const files = {
    'main.json': flow(CALL, say('"{{ plan }}"')),
    'apis/crm.json': api(URL_KEY, '"save": { "plan": "{{ response.body.plan }}" }'),
  };
  expectOnly('none', files);
});

test('refuses an attribute that an API reads and the calling flow never sets, at the call', () => {
  const call = CALL.replace('"crm"', '▶"crm"');
  const [problem] = expectOnly('unknown-attribute', {
    'main.json': flow(ASK, call),
    'apis/crm.json': api(URL_KEY, '"body": { "n": "{{ name }}", "p": "{{ phone }}" }'),
  });
  expect(problem?.message).toContain('(apis/crm.json:4)');
});

test('does not guess about attributes while the file of a called API cannot be read', () => {
  const { problems } = load({ 'main.json': flow(CALL, say('"{{ plan }}"')), 'apis/crm.json': '{' });
  expect(problems.map((problem) => problem.code)).toEqual(['not-json']);
});

test.each(['contact', 'response', 'secret', 'empty'])('refuses to call an attribute "%s"', (name) => {
  const head = `"trigger": { "default": true }, "attributes": { ▶"${name}": { "secret": true } }`;
  const files = {
    'main.json': flowWith(
      head,
      ASK.replace('"name"', `▶"${name}"`),
      `{ "id": "s", "type": "set", "attributes": { ▶"${name}": 1 } }`,
      CALL,
    ),
    'apis/crm.json': api(URL_KEY, `"save": { ▶"${name}": "{{ response.body.x }}" }`),
  };
  expectOnly('reserved-name', files);
});

test('warns of a declared attribute that nothing uses', () => {
  const [problem] = expectOnly('unused-attribute', {
    'main.json': flowWith('"trigger": { "default": true }, "attributes": { ▶"vip": {} }', ASK),
  });
  expect(problem?.severity).toBe('warning');
});

test.each([
  ['system_otp', 'response.body.id'],
  ['pin', 'response.body.id'],
  ['sent', 'response.body.otpCode'],
])('warns of a code from an API in an attribute that is not secret: %s from %s', (name, from) => {
  const call = CALL.replace('"crm"', '▶"crm"');
  const [problem] = expectOnly('provider-code-in-clear', {
    'main.json': flow(call),
    'apis/crm.json': api(URL_KEY, `"save": { "${name}": "{{ ${from} }}" }`),
  });
  expect(problem).toMatchObject({
    severity: 'warning',
    fix: expect.stringContaining(`"${name}": { "secret": true }`) as unknown,
  });
});

const TYPED = '{ "id": "typed", "type": "capture", "expect": "code", "prompt": "Code?", "save": "typed_code" }';
const SAVED = api(URL_KEY, '"save": { "x": "{{ response.body.x }}", "plan": "{{ response.body.plan }}" }');

function branchOn(condition: string): string {
  return `{ "id": "same", "type": "branch", "cases": [{ "if": ${condition}, "next": "end" }], "else": "end" }`;
}

test.each([
  '{ "value": "{{ typed_code }}", "is": "{{ x }}" }',
  '{ "attribute": "x", "is": "{{ typed_code }}" }',
  '{ "all": [{ "attribute": "plan", "is": "pro" }, { "attribute": "x", "is": "{{ typed_code }}" }] }',
])('warns of what is compared with a code that was typed, whatever its name: %s', (condition) => {
  const call = CALL.replace('"crm"', '▶"crm"');
  const [problem] = expectOnly('provider-code-in-clear', {
    'main.json': flow(call, TYPED, branchOn(condition)),
    'apis/crm.json': SAVED,
  });
  expect(problem?.message).toContain('saves what looks like a code as "x"');
});

test('does not warn of a value that only stands beside a condition on a code', () => {
  const condition = '{ "all": [{ "attribute": "plan", "is": "pro" }, { "attribute": "typed_code", "exists": true }] }';
  expectOnly('none', { 'main.json': flow(CALL, TYPED, branchOn(condition)), 'apis/crm.json': SAVED });
});

test('does not warn of a code that is declared secret, nor of ordinary codes', () => {
  const head = '"trigger": { "default": true }, "attributes": { "otp": { "secret": true } }';
  const keys =
    '"save": { "otp": "{{ response.body.otp }}", "country_code": "{{ response.body.countryCode }}", "spinning": "{{ response.body.x }}" }';
  expectOnly('none', { 'main.json': flowWith(head, CALL), 'apis/crm.json': api(URL_KEY, keys) });
});
