import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { createGuardedConnector, publicLookup, type Resolve } from './connector.ts';
import { AllowList, GuardError } from './guard.ts';
import { startFarSide } from '../../test/support/api-kit.ts';

// DNS is the far side here: these answers are what a name server might give.
function nameServer(...addresses: string[]): Resolve {
  const list: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_hostname, _options, callback) => callback(null, list);
}

function lookUp(resolve: Resolve, all: boolean): Promise<string | LookupAddress[]> {
  return new Promise((done, fail) => {
    publicLookup(resolve)('api.example.com', { all }, (error, address) => (error ? fail(error) : done(address)));
  });
}

test('a name that leads inside is refused, whichever way the socket asks', async () => {
  await expect(lookUp(nameServer('10.0.0.5', '::1'), true)).rejects.toBeInstanceOf(GuardError);
  await expect(lookUp(nameServer('127.0.0.1'), false)).rejects.toBeInstanceOf(GuardError);
});

test('of a name with addresses inside and outside only those outside are left to connect to', async () => {
  const mixed = nameServer('192.168.0.1', '93.184.216.34', 'fd00::1');
  expect(await lookUp(mixed, true)).toEqual([{ address: '93.184.216.34', family: 4 }]);
  expect(await lookUp(mixed, false)).toBe('93.184.216.34');
});

test('a name that does not resolve keeps its own error', async () => {
  const failing: Resolve = (_hostname, _options, callback) =>
    callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
  await expect(lookUp(failing, true)).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a connection by a name that leads inside is never opened', async () => {
  const far = await startFarSide((response) => response.end());
  const connect = createGuardedConnector(new AllowList([]), nameServer('127.0.0.1'));
  const opened = new Promise((done, fail) => {
    const place = { hostname: 'api.example.com', protocol: 'http:', port: String(far.port) };
    connect(place, (error, socket) => (error ? fail(error) : done(socket)));
  });
  await expect(opened).rejects.toBeInstanceOf(GuardError);
});
