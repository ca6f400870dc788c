import pg from 'pg';
import { Lanes } from '../../src/runtime/lanes.ts';

const INT8 = 20;

/** The simulation's own connection to a database on Postgres. */
export interface Control {
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Connects, and listens on a channel. Numbers of eight bytes come as numbers, as on SQLite. */
export async function openControl(url: string, channel: string, heard: (payload: string) => void): Promise<Control> {
  const types: pg.CustomTypesConfig = {
    getTypeParser: (id: number, format?: 'text' | 'binary') => (id === INT8 ? Number : pg.types.getTypeParser(id, format)),
  };
  const client = new pg.Client({ connectionString: url, types });
  client.on('notification', ({ payload = '' }) => heard(payload));
  // When it breaks, whatever is asked next says so.
  client.on('error', () => {});
  await client.connect();
  await client.query(`LISTEN ${channel}`);
  const lanes = new Lanes();
  return {
    rows: <Row>(sql: string, values: readonly unknown[] = []) =>
      lanes.run('all', async () => (await client.query(sql, [...values])).rows as Row[]),
    close: () => client.end(),
  };
}
