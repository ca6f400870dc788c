import { afterAll } from 'vitest';
import { type EmbeddedServer, type PostgresServer, serverAt, startEmbedded } from './embedded-postgres.ts';

/** The server of a test file: the one of `PG_URL`, else one of its own, which stops when the file is done. */
export async function postgresServer(): Promise<PostgresServer> {
  const url = process.env['PG_URL'];
  return url === undefined ? startOwnPostgres() : serverAt(url);
}

/** A server that a test may stop, whatever `PG_URL` says. */
export async function startOwnPostgres(): Promise<EmbeddedServer> {
  const { server, close } = await startEmbedded();
  afterAll(close);
  return server;
}
