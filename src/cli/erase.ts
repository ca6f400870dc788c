import { Command } from 'commander';
import type { ErasedPerson } from '../runtime/people.ts';
import { askServer } from './ask-server.ts';
import { agrees } from './agrees.ts';
import { count } from './count.ts';
import { EXIT } from './exit-codes.ts';
import { accessPerson } from './person-access.ts';
import { readConfig } from './read-config.ts';

interface Flags {
  readonly yes?: true;
  readonly json?: true;
}

/** `parley erase <address>`: nothing of a person is left. Exit code 1 when nothing was held. */
export function eraseCommand(): Command {
  return new Command('erase')
    .description(
      'erase a person: their conversations, texts and everything else that is held on them; a server may run meanwhile',
    )
    .argument(
      '<address>',
      'their number as in +14155550132, their address on WhatsApp, or a number that a verify step has verified',
    )
    .option('--yes', 'do not ask in a terminal')
    .option('--json', 'print what was erased as JSON')
    .action(erase);
}

async function erase(address: string, flags: Flags): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const question = `Erase everything that is held on ${address}? It cannot be undone.`;
  if (!flags.yes && process.stdin.isTTY && !(await agrees(question))) return;
  const erased = await accessPerson<ErasedPerson>(
    config,
    { action: 'person.erase', address },
    {
      server: async () => (await askServer(config, 'POST', '/erase', { address })) as ErasedPerson,
      database: (people) => people.erase(address),
    },
  );
  if (!erased) return;
  const isNothing = erased.contacts + erased.codes === 0;
  if (flags.json) process.stdout.write(`${JSON.stringify(erased)}\n`);
  process.stderr.write(
    isNothing ? 'Nothing was held on that address.\n' : `Erased: ${inWords(erased)}. Backups still have it.\n`,
  );
  if (isNothing) process.exitCode = EXIT.findings;
}

function inWords({ contacts, conversations, texts, codes }: ErasedPerson): string {
  const parts = [
    [contacts, 'contact'],
    [conversations, 'conversation'],
    [texts, 'text'],
    [codes, 'sent code'],
  ] as const;
  return parts.map(([number, noun]) => count(number, noun)).join(', ');
}
