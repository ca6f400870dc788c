import { expect, test } from 'vitest';
import { api, CALL, expectOnly, flow, URL_KEY } from '../../../test/support/flow-kit.ts';

test('refuses file names that are not lower-kebab', () => {
  const [, problem] = expectOnly('bad-file-name', {
    'Main_Flow.json': `▶${flow(CALL.replace('"crm"', '"crmApi"'))}`,
    'apis/crmApi.json': `▶${api(URL_KEY)}`,
  });
  expect(problem?.fix).toContain('-');
});
