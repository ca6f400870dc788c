import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { backUp, restore } from '../../db/sqlite/backup.ts';
import type { Config } from '../config/config.ts';
import { createSealer } from '../core-parts.ts';
import { describeError, ParleyError } from '../lib/errors.ts';
import { systemClock } from '../runtime/system.ts';
import { count } from './count.ts';
import { EXIT } from './exit-codes.ts';
import { readConfig } from './read-config.ts';

/** `parley backup [file]`: a checked copy of the database, beside a server that runs. Prints its name. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('copy the database, and check the copy; a server may run meanwhile')
    .argument('[file]', 'where to; by default a file with the time in its name, in the folder backups beside the database')
    .action((file?: string) => onFile('Nothing was backed up', (config, database) => copyTo(config, database, file)));
}

/** `parley restore <file>`: puts a backup in the place of the database. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup in the place of the database, which is kept beside it; the server must be stopped')
    .argument('<file>', 'a file that "backup" has made')
    .action((file: string) => onFile('Nothing was restored', (config, database) => putBack(config, database, resolve(file))));
}

async function onFile(failure: string, work: (config: Config, database: string) => Promise<void>): Promise<void> {
  const config = readConfig();
  if (!config) return;
  try {
    if (config.database.kind === 'postgres') {
      throw new ParleyError({
        code: 'not_sqlite',
        message: 'DATABASE_URL is a Postgres database, which has tools of its own.',
        fix: 'Use pg_dump and pg_restore, or what your provider offers.',
      });
    }
    await work(config, config.database.file);
  } catch (error) {
    process.stderr.write(`${failure}: ${describeError(error)}\n`);
    process.exitCode = error instanceof ParleyError ? EXIT.configuration : EXIT.internal;
  }
}

async function copyTo(config: Config, database: string, file: string | undefined): Promise<void> {
  const to = file === undefined ? join(dirname(database), 'backups', `parley-${stamp()}.db`) : resolve(file);
  const { bytes, conversations } = await backUp(database, to, createSealer(config));
  process.stdout.write(`${to}\n`);
  process.stderr.write(
    `Backed up ${count(conversations, 'conversation')}, ${Math.ceil(bytes / 1024)} KB, checked. It can be read only with ${keyPlace(config, database)}: keep that too, at another place.\n`,
  );
}

async function putBack(config: Config, database: string, file: string): Promise<void> {
  const aside = `${database}.before-${stamp()}`;
  const { copy, kept } = restore(file, database, aside, createSealer(config));
  process.stderr.write(
    `Restored ${count(copy.conversations, 'conversation')} to ${database}.${kept ? ` What was there is ${aside}.` : ''}\n`,
  );
}

function keyPlace({ mode }: Config, database: string): string {
  return mode === 'local' ? `SECRET_KEY (here in ${join(dirname(database), 'secret.key')}, unless it is set)` : 'SECRET_KEY';
}

/** `20261123-101500`, in UTC. */
function stamp(): string {
  return new Date(systemClock.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
