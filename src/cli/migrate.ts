import { Command } from 'commander';
import { moveToPostgres } from '../../db/move/sqlite-to-postgres.ts';
import { createSealer } from '../core-parts.ts';
import { describeError, ParleyError } from '../lib/errors.ts';
import { EXIT } from './exit-codes.ts';
import { readConfig } from './read-config.ts';

/** `parley migrate sqlite-to-postgres`: moves a bot's data over, and checks each row. */
export function migrateCommand(): Command {
  const migrate = new Command('migrate').description('move the data of a bot to another database');
  migrate
    .command('sqlite-to-postgres')
    .description('move all data into the empty Postgres database of DATABASE_URL, and check each row; the file stays as it is')
    .option('--from <file>', 'the SQLite file of the bot', './data/parley.db')
    .action(moveOver);
  return migrate;
}

async function moveOver({ from }: { from: string }): Promise<void> {
  const config = readConfig();
  if (!config) return;
  if (config.database.kind !== 'postgres') {
    return fail(
      'Set DATABASE_URL to the Postgres database to move to, and name the SQLite file with --from.',
      EXIT.configuration,
    );
  }
  try {
    const moved = await moveToPostgres(from.replace(/^file:/, ''), config.database.url, createSealer(config));
    const rows = moved.reduce((sum, one) => sum + one.rows, 0);
    process.stdout.write(moved.map((one) => `  ${one.table.padEnd(16)} ${one.rows}\n`).join(''));
    process.stdout.write(`Moved ${rows} rows, each of which reads the same now. Start the servers on the new database.\n`);
  } catch (error) {
    fail(describeError(error), error instanceof ParleyError ? EXIT.configuration : EXIT.internal);
  }
}

function fail(reason: string, exit: number): void {
  process.stderr.write(`Nothing was moved: ${reason}\n`);
  process.exitCode = exit;
}
