import type { Command, Option } from 'commander';
import { COMMANDS } from '../../src/cli/commands.ts';
import { page, table } from './markdown.ts';

/** The page of the command line, from the commands' own definitions. */
export async function commandsPage(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return page(
    '# Commands',
    'Run them from the checkout as `npx parley <command>`. Data goes to standard output and messages to standard error. Exit codes: 0 ok, 1 findings, 2 wrong usage, 3 settings, 4 network or Twilio, 5 a fault of Parley.',
    commands.flatMap((command) => sections(command, [])),
  );
}

function sections(command: Command, above: readonly string[]): string[] {
  const name = [...above, command.name()];
  return [section(command, name), ...command.commands.flatMap((inner) => sections(inner, name))];
}

function section(command: Command, name: readonly string[]): string {
  const options = command.options.filter((option) => !option.hidden);
  const rows = [
    ...command.registeredArguments.map((argument) => [
      `\`${argument.required ? `<${argument.name()}>` : `[${argument.name()}]`}${argument.variadic ? '...' : ''}\``,
      argument.description,
    ]),
    ...options.map((option) => [`\`${option.flags}\``, `${option.description}${choicesOf(option)}`]),
  ];
  const parts = [`## \`parley ${name.join(' ')}\``, sentence(command.description())];
  return [...parts, ...(rows.length > 0 ? [table(['Argument', 'What it says'], rows)] : [])].join('\n\n');
}

function choicesOf({ argChoices, defaultValue }: Option): string {
  const choices = argChoices ? ` (${argChoices.join(', ')})` : '';
  return `${choices}${typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : ''}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
