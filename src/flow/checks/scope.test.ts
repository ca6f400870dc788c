import { expect, test } from 'vitest';
import { ASK, CALL, api, expectOnly, flow, flowWith, URL_KEY } from '../../../test/support/flow-kit.ts';

const called = (...keys: string[]) => ({ 'main.json': flow(CALL), 'apis/crm.json': api(...keys) });

test.each(['secret.CRM', 'twilio.auth_token'])('refuses {{ %s }} in a text', (name) => {
  expectOnly('secret-out-of-place', { 'main.json': flow(`{ "id": "a", "type": "message", "text": ▶"Hi {{ ${name} }}" }`) });
});

test('refuses a secret in texts of every language, conditions, on_error and set', () => {
  const head = '"trigger": { "default": true }, "on_error": { "text": ▶"{{ secret.CRM }}" }';
  expectOnly('secret-out-of-place', {
    'main.json': flowWith(
      head,
      '{ "id": "a", "type": "message", "text": { "en": "Hi", "es": ▶"{{ secret.CRM }}" } }',
      '{ "id": "b", "type": "branch", "cases": [{ "if": { "all": [{ "value": ▶"{{ twilio.auth_token }}", "is": ▶"{{ secret.CRM }}" }] }, "next": "end" }] }',
      '{ "id": "c", "type": "set", "attributes": { "x": ▶"{{ secret.CRM }}" } }',
    ),
  });
});

test.each([
  ['url', '"url": ▶"https://api.example.com/{{ secret.CRM }}"'],
  ['save', `${URL_KEY}, "save": { "x": ▶"{{ secret.CRM }}" }`],
  ['success', `${URL_KEY}, "success": { "value": ▶"{{ secret.CRM }}", "is": 1 }`],
])('refuses a secret in the %s of an API', (_key, keys) => {
  expectOnly('secret-out-of-place', called(keys));
});

test('allows secrets in headers, query, body and auth of an API', () => {
  const keys = [
    URL_KEY,
    '"headers": { "X-Key": "{{ secret.CRM }}" }',
    '"query": { "key": "{{ secret.CRM }}" }',
    '"body": { "deep": ["{{ twilio.account_sid }}"] }',
    '"auth": { "bearer": "{{ secret.CRM }}" }',
  ];
  expectOnly('none', called(...keys));
});

test('refuses the answer of an API outside success, save and outcomes', () => {
  expectOnly('response-out-of-place', {
    'main.json': flow(CALL, '{ "id": "a", "type": "message", "text": ▶"{{ response.body.name }}" }'),
    'apis/crm.json': api(URL_KEY, '"body": { "x": ▶"{{ response.status }}" }'),
  });
});

test('allows the answer in success, save and outcomes', () => {
  const call =
    '{ "id": "call", "type": "api", "api": "crm", "outcomes": [{ "if": { "value": "{{ response.body.name }}", "exists": true }, "next": "end" }], "on_error": "end" }';
  const keys = [
    URL_KEY,
    '"success": { "attribute": "response.status", "lt": 300 }',
    '"save": { "name": "{{ response.headers.x }}" }',
  ];
  expectOnly('none', { 'main.json': flow(call), 'apis/crm.json': api(...keys) });
});

test.each(['contact.phone', 'message.body', 'flow.title'])('refuses {{ %s }}, which is no field', (name) => {
  expectOnly('unknown-field', { 'main.json': flow(`{ "id": "a", "type": "message", "text": ▶"{{ ${name} }}" }`) });
});

test.each(['twilio.sid', 'response.state'])('refuses {{ %s }} in an API, which is no field', (name) => {
  const key = name.startsWith('twilio') ? 'body' : 'save';
  expectOnly('unknown-field', called(URL_KEY, `"${key}": { "x": ▶"{{ ${name} }}" }`));
});

test('says which field was probably meant', () => {
  const [problem] = expectOnly('unknown-field', {
    'main.json': flow('{ "id": "a", "type": "message", "text": ▶"{{ contact.adress }}" }'),
  });
  expect(problem?.fix).toContain('Did you mean "address"?');
});

test.each(['KEY', 'KEY_PREVIOUS'])('refuses the master key secret.%s', (name) => {
  expectOnly('master-key', called(URL_KEY, `"headers": { "X": ▶"{{ secret.${name} }}" }`));
});

test('refuses all secrets at once', () => {
  expectOnly('unnamed-secret', called(URL_KEY, '"body": ▶"{{ secret }}"'));
});

test('refuses a secret whose name an attribute would choose', () => {
  const files = { 'main.json': flow(ASK, CALL), 'apis/crm.json': api(URL_KEY, '"headers": { "X": ▶"{{ secret[name] }}" }') };
  expectOnly('bad-secret-name', files);
});

test('warns once of a secret that is not set', () => {
  const keys = [
    URL_KEY,
    '"headers": { "X": ▶"{{ secret.CRM }}", "Y": "{{ secret.CRM }} {{ secret.HERE }} {{ secret.OTP_KEY }}" }',
  ];
  const [problem] = expectOnly('unset-secret', called(...keys), { secrets: new Set(['HERE', 'CRN']) });
  expect(problem).toMatchObject({ severity: 'warning', fix: expect.stringContaining('Did you mean "CRN"?') as unknown });
});
