import { expect } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { dumpDatabase } from '../support/database.ts';

/** A row of the database, by the names of its columns. */
type Row = Readonly<Record<string, unknown>>;

export function rowsOf(server: TestApp, table: string): readonly Row[] {
  return (dumpDatabase(server.dbFile)[table] ?? []) as readonly Row[];
}

/** The texts that went out or are to go out, oldest first. */
export function textsOf(server: TestApp): readonly Row[] {
  return rowsOf(server, 'messages').filter((row) => row['direction'] === 'out');
}

/** What became of the texts, oldest first. */
export function statusesOf(server: TestApp): readonly unknown[] {
  return textsOf(server).map((row) => row['status']);
}

/** The newest conversation's outcome; null while it goes on. */
export async function outcomeOf(server: TestApp): Promise<unknown> {
  const { body } = await server.admin('/conversations');
  return (body as { items: { outcome: unknown }[] }).items[0]?.outcome ?? null;
}

/** Lets time pass in steps of `step` milliseconds as often as it takes, until `read` gives what is wanted. */
export async function passTimeFor(server: TestApp, read: () => unknown, wanted: unknown, step = 500): Promise<void> {
  const look = async () => {
    await server.clock.advance(step);
    return read();
  };
  await expect.poll(look, { interval: 5, timeout: 5_000 }).toEqual(wanted);
}
