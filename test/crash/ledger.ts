import pg from 'pg';
import { Database } from '../../db/sqlite/driver.ts';

/** Looks into the database of the servers, beside them. */
export interface Ledger {
  all<Row>(sql: string): Promise<readonly Row[]>;
}

export function sqliteLedger(file: string): Ledger {
  return {
    all: async <Row>(sql: string) => {
      const database = new Database(file, { readonly: true });
      try {
        return database.prepare(sql).all() as Row[];
      } finally {
        database.close();
      }
    },
  };
}

const INT8 = 20;

/** Numbers of eight bytes come as numbers, as in SQLite. */
export function postgresLedger(url: string): Ledger {
  return {
    all: async <Row>(sql: string) => {
      const types: pg.CustomTypesConfig = {
        getTypeParser: (id: number, format?: 'text' | 'binary') => (id === INT8 ? Number : pg.types.getTypeParser(id, format)),
      };
      const client = new pg.Client({ connectionString: url, types });
      await client.connect();
      try {
        return (await client.query(sql)).rows as Row[];
      } finally {
        await client.end();
      }
    },
  };
}
