#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { projectVersion } from '../lib/project-root.ts';
import { COMMANDS } from './commands.ts';
import { EXIT } from './exit-codes.ts';
import { SUMMARIES } from './summaries.ts';

const program = new Command('parley')
  .description('Chat flows written as JSON, over SMS and WhatsApp.')
  .version(projectVersion(), '--version', 'print the version')
  .exitOverride()
  .showSuggestionAfterError();
const [first = '', second = ''] = process.argv.slice(2);
const name = first === 'help' ? second : first;
const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (load) program.addCommand(inheritOverride(await load()));
else for (const [one, summary] of Object.entries(SUMMARIES)) program.command(one).description(summary);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}

/** Usage errors exit with 2, also those of commands inside commands. */
function inheritOverride(command: Command): Command {
  command.exitOverride();
  for (const inner of command.commands) inheritOverride(inner);
  return command;
}
