import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import pg from 'pg';
import { inTime } from './in-time.ts';

const CHANNEL = 'parley_opted_out';
const CONNECT_TIMEOUT = 3_000;
const ANSWER_TIMEOUT = 3_000;
/** A connection that was cut half-open never says goodbye. */
const END_TIMEOUT = 2_000;

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

  /** One that was cut half-open would never be heard of again, so it is asked. */
  async check(): Promise<void> {
    const client = this.#client;
    if (!client) return this.#connect();
    try {
      await client.query('SELECT 1');
    } catch {
      if (this.#client === client) this.#client = null;
      client.end().catch(() => {});
      await this.#connect();
    }
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: ANSWER_TIMEOUT,
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
      client.end().catch(() => {});
      throw error;
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    if (client) await inTime(client.end(), END_TIMEOUT);
  }
}
