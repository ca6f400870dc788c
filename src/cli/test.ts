import { Command } from 'commander';
import type { ChatFlags } from './run-chats.ts';

/** `parley test [files]`: plays chats against flows. Sets the exit code 1 when one fails, 2 when a file cannot be read. */
export function testCommand(): Command {
  return new Command('test')
    .description('play chats against your flows, and say where one goes another way')
    .argument('[files...]', 'files of chats (default: tests/*.chat.yaml of FLOWS_DIR, or of ./flows)')
    .option('--coverage', 'say which steps and exits no chat reaches')
    .option('--update', 'write what really happens into the files, and show what changed')
    .option('--junit <file>', 'also write a report in the form of JUnit')
    .option('--json', 'print the results as one JSON object')
    .action(async (files: readonly string[], flags: ChatFlags) => (await import('./run-chats.ts')).runChats(files, flags));
}
