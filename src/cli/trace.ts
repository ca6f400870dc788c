import { Command } from 'commander';
import { openReads } from '../../db/open-store.ts';
import type { Config } from '../config/config.ts';
import { readConversation } from '../console/handlers/conversations.ts';
import { describeError, ParleyError } from '../lib/errors.ts';
import { deriveKeys, Sealer } from '../lib/seal.ts';
import type { Reads } from '../runtime/reads.ts';
import { EXIT } from './exit-codes.ts';
import { readConfig } from './read-config.ts';
import { traceLines } from './trace-lines.ts';

/** `parley trace <conversation|last>`: what a conversation did and why. Sets the exit code 1 when there is no such conversation. */
export function traceCommand(): Command {
  return new Command('trace')
    .description('show what a conversation did, turn by turn; a server may run meanwhile')
    .argument('<conversation>', 'its number; "last" for the newest; or an address, for the newest of that person')
    .option('--json', 'print it as GET /api/v1/conversations/:id answers it')
    .action(trace);
}

async function trace(which: string, options: { json?: true }): Promise<void> {
  const config = readConfig();
  if (!config) return;
  try {
    const reads = await openReads(config.database, sealerOf(config));
    if (!reads) return notFound('There is no database yet. Start the server once, or check DATABASE_URL.');
    try {
      await show(reads, which, options.json === true);
    } finally {
      reads.close();
    }
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error;
    process.stderr.write(`The trace could not be read: ${describeError(error)}\n`);
    process.exitCode = EXIT.configuration;
  }
}

function sealerOf({ secretKey, secretKeyPrevious }: Config): Sealer {
  return new Sealer([secretKey, ...(secretKeyPrevious ? [secretKeyPrevious] : [])].map((key) => deriveKeys(key).seal));
}

async function show(reads: Reads, which: string, asJson: boolean): Promise<void> {
  const id = /^\d{1,15}$/.test(which) ? Number(which) : await newest(reads, which === 'last' ? null : which);
  const found = id === null ? null : await reads.readConversation({ id });
  if (!found) return notFound(which === 'last' ? 'There is no conversation yet.' : `There is no conversation "${which}".`);
  if (!asJson) return void process.stdout.write(traceLines(found));
  const { body } = await readConversation(reads)({ params: { id: String(found.id) } });
  process.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
}

async function newest(reads: Reads, address: string | null): Promise<number | null> {
  const bare = address?.replace(/^whatsapp:/, '') ?? null;
  const { items } = await reads.listConversations({ address: bare, state: null, before: null, limit: 1 });
  return items[0]?.id ?? null;
}

function notFound(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = EXIT.findings;
}
