import { Command } from 'commander';
import { openStores } from '../../db/open-store.ts';
import { createSealer } from '../core-parts.ts';
import { describeError, ParleyError } from '../lib/errors.ts';
import type { Place } from '../runtime/housekeeping.ts';
import { EXIT } from './exit-codes.ts';
import { readConfig } from './read-config.ts';

/** `parley rotate-key`: seals everything under SECRET_KEY, and says whether the key before it is still needed. */
export function rotateKeyCommand(): Command {
  return new Command('rotate-key')
    .description(
      'encrypt everything anew under SECRET_KEY, as a server does by itself after its start, and say when SECRET_KEY_PREVIOUS can go',
    )
    .action(rotate);
}

async function rotate(): Promise<void> {
  const config = readConfig();
  if (!config) return;
  try {
    const { store, housekeeping } = await openStores(config.database, createSealer(config));
    let [resealed, unreadable] = [0, 0];
    let from: Place | null = null;
    do {
      const slice = await housekeeping.reseal({ from });
      resealed += slice.resealed;
      unreadable += slice.unreadable;
      from = slice.next;
    } while (from !== null);
    await store.close();
    tell(resealed, unreadable);
  } catch (error) {
    const isBusy = error instanceof ParleyError && error.code === 'database_in_use';
    const note = isBusy
      ? ' Or leave it to that server: with SECRET_KEY_PREVIOUS set it does this after its start, and logs when that can go.'
      : '';
    process.stderr.write(`Nothing was encrypted anew: ${describeError(error)}${note}\n`);
    process.exitCode = error instanceof ParleyError ? EXIT.configuration : EXIT.internal;
  }
}

function tell(resealed: number, unreadable: number): void {
  if (unreadable > 0) {
    process.stderr.write(
      `${resealed} were encrypted anew. ${unreadable} cannot be read with any key that is set: name the key they were written with in SECRET_KEY_PREVIOUS, and run this again.\n`,
    );
    process.exitCode = EXIT.findings;
    return;
  }
  process.stderr.write(`${resealed} were encrypted anew. Everything is under SECRET_KEY now: SECRET_KEY_PREVIOUS can go.\n`);
}
