import { expect, test } from 'vitest';
import { CALL, api, expectOnly, flow, flowWith } from '../../../test/support/flow-kit.ts';

const at = (url: string) => ({
  'main.json': flowWith(
    '"trigger": { "default": true }, "attributes": { "x": {} }',
    '{ "id": "say", "type": "message", "text": "{{ x }}" }',
    CALL,
  ),
  'apis/crm.json': api(`"url": ${url}`),
});

test.each(['ftp://example.com/', 'file:///etc/passwd', 'example.com/x', '//example.com', 'https:example.com', 'data:,x'])(
  'refuses the scheme of %s',
  (url) => {
    expectOnly('bad-scheme', { 'main.json': flow(CALL), 'apis/crm.json': api(`"url": ▶"${url}"`) });
  },
);

test.each([
  '{{ x }}',
  '{{ x }}://example.com/',
  'https://{{ x }}/',
  'https://example.com{{ x }}',
  'https://example.com:{{ x }}/',
  'https://{% if x %}a{% endif %}.example.com/',
])('refuses the url %s, whose host comes from a value', (url) => {
  expectOnly('host-from-template', at(`▶"${url}"`));
});

test('allows values in the path and the query', () => {
  expectOnly('none', at('"https://example.com:8443/{{ x }}?q={{ x }}"'));
});

test('refuses a user name in the url', () => {
  expectOnly('user-in-url', { 'main.json': flow(CALL), 'apis/crm.json': api('"url": ▶"https://user:word@example.com/"') });
});

test.each(['https://', 'https://example.com:99999/', 'https://exa mple.com/'])('refuses %s, which is no url', (url) => {
  expectOnly('bad-url', { 'main.json': flow(CALL), 'apis/crm.json': api(`"url": ▶"${url}"`) });
});

test.each([
  'http://localhost/',
  'http://api.LOCALHOST./',
  'http://127.0.0.1:8080/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0/',
  'http://10.1.2.3/',
  'http://192.168.0.1./',
  'http://169.254.169.254/latest/meta-data/',
  'http://100.64.0.1/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fe80::1]/',
  'http://[fd00::1]/',
  'http://224.0.0.1/',
])('refuses %s, which is not public', (url) => {
  expectOnly('private-address', { 'main.json': flow(CALL), 'apis/crm.json': api(`"url": ▶"${url}"`) });
});

test.each([
  'http://8.8.8.8/',
  'http://[2606:4700::1111]/',
  'http://[64:ff9b::808:808]/',
  'https://api.example.com/',
  'http://localhost.example.com/',
])('allows %s', (url) => {
  expectOnly('none', { 'main.json': flow(CALL), 'apis/crm.json': api(`"url": "${url}"`) });
});

test.each([
  ['http://127.0.0.1:8080/', '127.0.0.1:8080'],
  ['http://localhost/', 'localhost'],
  ['https://localhost/', 'localhost:443'],
  ['http://[::1]:9000/', '[::1]:9000'],
  ['http://[::1]/', '::1'],
])('allows %s where API_ALLOW_HOSTS lists %s', (url, entry) => {
  expectOnly(
    'none',
    { 'main.json': flow(CALL), 'apis/crm.json': api(`"url": "${url}"`) },
    { allowHosts: ['crm.internal', entry] },
  );
});

test.each([
  ['http://127.0.0.1:8081/', '127.0.0.1:8080'],
  ['http://127.0.0.1:8080/', '127.0.0.1'],
  ['https://localhost/', 'localhost:80'],
])('refuses %s where API_ALLOW_HOSTS lists only %s', (url, entry) => {
  const files = { 'main.json': flow(CALL), 'apis/crm.json': api(`"url": ▶"${url}"`) };
  const [problem] = expectOnly('private-address', files, { allowHosts: [entry] });
  expect(problem?.fix).toContain('API_ALLOW_HOSTS');
});

test.each(['internal:/otp/sned', 'internal:/admin', 'internal:/otp/{{ x }}', 'internal://otp/send'])('refuses %s', (url) => {
  expectOnly('bad-internal-url', at(`▶"${url}"`));
});

test('refuses the filter raw in a url', () => {
  expectOnly('raw-in-url', at('▶"https://example.com/{{ x | raw }}"'));
});
