import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { directRead, directWrite } from './direct.ts';
import { Database } from './driver.ts';

const value = sql.placeholder;
const things = sqliteTable('things', {
  id: integer('id').primaryKey(),
  kind: text('kind').notNull(),
  note: text('note'),
  body: blob('body', { mode: 'buffer' }),
  isNew: integer('is_new', { mode: 'boolean' }),
});

/** The same statements twice: as Drizzle runs them, and directly. */
function open() {
  const raw = new Database(':memory:');
  raw.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, note TEXT, body BLOB, is_new INTEGER)');
  const db = drizzle(raw);
  const insert = () =>
    db.insert(things).values({ kind: 'fixed', note: value('note'), body: value('body'), isNew: value('isNew') });
  const update = () =>
    db
      .update(things)
      .set({ note: sql`coalesce(${value('note')}, 'none')`, kind: 'changed' })
      .where(eq(things.id, value('id')));
  const select = () =>
    db
      .select({ id: things.id, kind: things.kind, note: things.note, body: things.body, isNew: things.isNew, twice: sql`id * 2` })
      .from(things)
      .where(eq(things.id, value('id')));
  return {
    asDrizzle: { insert: insert().prepare(), update: update().prepare(), select: select().prepare() },
    directly: { insert: directWrite(raw, insert()), update: directWrite(raw, update()), select: directRead(raw, select()) },
  };
}

it('writes and reads what Drizzle writes and reads, whatever the values', () => {
  const row = fc.record({
    note: fc.option(fc.string({ unit: 'grapheme' })),
    body: fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
    isNew: fc.option(fc.boolean()),
  });
  const { asDrizzle, directly } = open();
  fc.assert(
    fc.property(row, fc.option(fc.string()), (values, note) => {
      const expected = Number(asDrizzle.insert.run(values).lastInsertRowid);
      const id = Number(directly.insert.run(values).lastInsertRowid);
      expect(directly.select.get({ id })).toEqual({ ...asDrizzle.select.get({ id: expected }), id, twice: id * 2 });
      asDrizzle.update.run({ id: expected, note });
      expect(directly.update.run({ id, note }).changes).toBe(1);
      expect(directly.select.all({ id })).toEqual([{ ...asDrizzle.select.get({ id: expected }), id, twice: id * 2 }]);
    }),
  );
});

it('finds nothing where Drizzle finds nothing', () => {
  const { directly } = open();
  expect(directly.select.get({ id: 1 })).toBeUndefined();
  expect(directly.select.all({ id: 1 })).toEqual([]);
});

it('refuses a placeholder without a value, as Drizzle does', () => {
  const { directly, asDrizzle } = open();
  expect(() => asDrizzle.select.get({})).toThrow();
  expect(() => directly.select.get({})).toThrow();
});
