import { expect, it } from 'vitest';
import { type ApiParts, apiTable } from './routes.ts';

/** A table whose handlers are never called. */
const TABLE = apiTable({ installation: { version: '0.0.0' }, place: {}, phones: {} } as unknown as ApiParts);

/** They work something out and keep nothing, or are about a chat with nobody. */
const CHANGE_NOTHING = [
  'post /check',
  'post /apis/curl',
  'post /try/:id/messages',
  'post /try/:id/skip',
  'post /try/:id/advance',
  'post /try/:id/fail',
  'delete /try/:id',
];

const named = (route: { readonly method: string; readonly path: string }) => `${route.method} ${route.path}`;

it('everything that changes something has a name in the audit log', () => {
  const silent = TABLE.routes.filter(({ method, audit }) => method !== 'get' && audit === undefined);
  expect(silent.map(named)).toEqual(expect.arrayContaining(CHANGE_NOTHING));
  expect(silent).toHaveLength(CHANGE_NOTHING.length);
});

it('every look at a person has a name in the audit log', () => {
  const looks = TABLE.routes.filter(({ method, audit }) => method === 'get' && audit !== undefined).map(({ path }) => path);
  for (const path of [
    '/conversations',
    '/conversations/:id',
    '/contacts',
    '/deliveries/out',
    '/dead-letters',
    '/apis/:id/log',
    '/simulator/outbox',
  ])
    expect(looks).toContain(path);
});

it('no two routes stand at the same place, and none is hidden by one before it', () => {
  const places = TABLE.routes.map(named);
  expect(new Set(places).size).toBe(places.length);
  for (const [at, { method, path }] of TABLE.routes.entries()) {
    const before = TABLE.routes.slice(0, at).filter((one) => one.method === method);
    const hiding = before.filter((one) => new RegExp(`^${one.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path));
    expect(hiding.map(named)).toEqual([]);
  }
});
