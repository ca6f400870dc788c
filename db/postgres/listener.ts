import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import pg from 'pg';

const CHANNEL = 'parley_opted_out';
const CONNECT_TIMEOUT = 3_000;

/** Tells the other processes, once its transaction is committed, that a contact opted out. */
export function tellOptedOut(contactId: Placeholder, node: Placeholder): SQL {
  return sql`pg_notify(${sql.raw(`'${CHANNEL}'`)}, concat(${contactId}::bigint, ' ', ${node}::bigint))::text`;
}

/**
 * Hears of contacts that opt out at other processes. A connection that breaks is made anew at the next `check`; what was
 * told meanwhile is lost, which costs no more than a text that was about to be said.
 */
export class Listener {
  readonly #url: string;
  #client: pg.Client | null = null;
  readonly #node: () => number;
  #heard: (contactId: number) => void = () => {};

  constructor(url: string, node: () => number) {
    this.#url = url;
    this.#node = node;
  }

  async start(heard: (contactId: number) => void): Promise<void> {
    this.#heard = heard;
    await this.check();
  }

  async check(): Promise<void> {
    if (this.#client) return;
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      keepAlive: true,
      application_name: 'parley',
    });
    const gone = () => {
      if (this.#client === client) this.#client = null;
    };
    client.on('error', gone).on('end', gone);
    client.on('notification', ({ payload = '' }) => {
      const [contactId, node] = payload.split(' ').map(Number);
      if (contactId !== undefined && node !== this.#node()) this.#heard(contactId);
    });
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      gone();
      await client.end().catch(() => {});
      throw error;
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }
}
