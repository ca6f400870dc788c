import { expect, it } from 'vitest';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import { openDatabase } from './open-database.ts';
import { createStore } from './store.ts';

/** Tables with a row for each message, conversation or person. */
const GROWING = ['contacts', 'conversations', 'messages', 'dedupe', 'traces'];

/** Every statement that the store prepares, with what SQLite goes through to run it. */
function plans(): { sql: string; steps: string[] }[] {
  const database = openDatabase(':memory:');
  const { raw } = database;
  const found: { sql: string; steps: string[] }[] = [];
  const prepare = raw.prepare.bind(raw);
  raw.prepare = (sql: string) => {
    const slots = (sql.match(/\?/g) ?? []).map(() => null);
    const named = Object.fromEntries([...sql.matchAll(/[@:](\w+)/g)].map(([, name]) => [name, null]));
    const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(slots, named) as { detail: string }[];
    found.push({ sql, steps: steps.map(({ detail }) => detail) });
    return prepare(sql);
  };
  const keys = deriveKeys(Buffer.alloc(32, 7));
  createStore(database, new Sealer([keys.seal]), keys);
  return found;
}

it('reads no growing table from one end to the other', () => {
  const all = plans();
  expect(all.length).toBeGreaterThan(50);
  const scans = all.flatMap(({ sql, steps }) =>
    steps.filter((step) => GROWING.some((table) => step === `SCAN ${table}`)).map((step) => `${step}: ${sql}`),
  );
  expect(scans).toEqual([]);
});
