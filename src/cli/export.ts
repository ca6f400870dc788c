import { Command } from 'commander';
import { shownPerson } from '../console/handlers/people.ts';
import { askServer } from './ask-server.ts';
import { EXIT } from './exit-codes.ts';
import { accessPerson } from './person-access.ts';
import { readConfig } from './read-config.ts';

type Shown = ReturnType<typeof shownPerson>;

/** `parley export <address>`: all that is held on a person, as JSON on stdout. Exit code 1 when nothing is. */
export function exportCommand(): Command {
  return new Command('export')
    .description('print all that is held on a person as JSON; a server may run meanwhile')
    .argument(
      '<address>',
      'their number as in +14155550132, their address on WhatsApp, or a number that a verify step has verified',
    )
    .action(exportPerson);
}

async function exportPerson(address: string): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const held = await accessPerson<Shown>(
    config,
    { action: 'person.export', address },
    {
      server: async () => (await askServer(config, 'GET', `/export?address=${encodeURIComponent(address)}`)) as Shown,
      database: async (people) => shownPerson(await people.held(address)),
    },
  );
  if (!held) return;
  process.stdout.write(`${JSON.stringify(held, null, 2)}\n`);
  if (held.contacts.length > 0) return;
  process.stderr.write('Nothing is held on that address.\n');
  process.exitCode = EXIT.findings;
}
