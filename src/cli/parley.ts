#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';

/** Each command is loaded only when it is the one that was called, so that the others cost it nothing. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  chat: async () => (await import('./chat.ts')).chatCommand(),
  api: async () => (await import('./api.ts')).apiCommand(),
  schemas: async () => (await import('./schemas.ts')).schemasCommand(),
};

const name = process.argv[2] ?? '';
const program = new Command('parley')
  .description('Chat flows written as JSON, over SMS and WhatsApp.')
  .exitOverride()
  .showSuggestionAfterError();
const wanted = Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
for (const one of wanted) {
  const command = await COMMANDS[one]?.();
  if (command) program.addCommand(inheritOverride(command));
}

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
