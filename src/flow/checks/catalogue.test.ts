import { expect, test } from 'vitest';
import { ASK, CALL, api, expectOnly, flow, URL_KEY } from '../../../test/support/flow-kit.ts';

test('refuses an API that is not in the catalogue, and says which was meant', () => {
  const call = '{ "id": "crn", "type": "api", "api": ▶"crn", "on_error": "end" }';
  const [problem] = expectOnly('unknown-api', { 'main.json': flow(call), 'apis/crm.json': api(URL_KEY) });
  expect(problem?.fix).toContain('Did you mean "crm"?');
});

test('warns of a call without on_error', () => {
  const [problem] = expectOnly('api-without-on-error', {
    'main.json': flow('{ "id": ▶"call", "type": "api", "api": "crm" }'),
    'apis/crm.json': api(URL_KEY),
  });
  expect(problem?.severity).toBe('warning');
});

test('warns of an API that no flow calls', () => {
  const files = { 'main.json': flow(ASK, CALL), 'apis/crm.json': api(URL_KEY), 'apis/old.json': `▶${api(URL_KEY)}` };
  const [problem] = expectOnly('unused-api', files);
  expect(problem?.severity).toBe('warning');
});
