import { test } from 'vitest';
import { api, CALL, expectOnly, flow } from '../../../test/support/flow-kit.ts';

test.each(['Host', 'content-length', 'Connection', 'Transfer-Encoding', 'Proxy-Authorization'])(
  'refuses the header %s',
  (name) => {
    expectOnly('forbidden-header', {
      'main.json': flow(CALL),
      'apis/crm.json': api('"url": "https://example.com/"', `"headers": { ▶"${name}": "x" }`),
    });
  },
);

test('refuses a header whose name comes from a value, and one that is no name', () => {
  const files = (header: string) => ({
    'main.json': flow(CALL),
    'apis/crm.json': api('"url": "https://example.com/"', `"headers": { ▶"${header}": "x" }`),
  });
  expectOnly('header-from-template', files('X-{{ x }}'));
  expectOnly('bad-header', files('X Y'));
});
