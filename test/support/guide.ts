import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/lib/project-root.ts';
import { type FlowFiles, writeFlows } from './config.ts';
import { blocksOf } from './papers.ts';
import { runParley, startParley } from './parley.ts';
import { freePort } from './server-process.ts';

/** A command of a guide: the settings before it, its program and its words. */
export interface GuideCommand {
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
  readonly program: string;
  readonly words: readonly string[];
}

/** The text of a page below docs/. */
export function guide(page: string): string {
  return readFileSync(join(projectRoot(), 'docs', page), 'utf8');
}

/** All commands of a page, in their order. */
export function commandsIn(text: string): GuideCommand[] {
  const lines = blocksOf(text, 'sh').flatMap(({ body }) => body.replaceAll('\\\n', ' ').trim().split('\n'));
  return lines.filter((line) => !/^(?:#|$|[A-Z]+=\S*(?:\$\(.*\))?$)/.test(line)).map(readCommand);
}

function readCommand(line: string): GuideCommand {
  const words = line.replace(/\s+#.*$/, '').split(/\s+/);
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const env = Object.fromEntries(
    words.slice(0, first).map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]),
  );
  return { text: line, env, program: words[first] ?? '', words: words.slice(first + 1) };
}

/** The files that a page has its reader write, each named in the paragraph before it. */
export function filesIn(text: string): FlowFiles {
  const blocks = blocksOf(text).filter(({ language }) => language === 'json' || language === 'yaml');
  const named = blocks.map(({ body, before }) => [/`(my-flows\/[\w./-]+)`/.exec(before)?.[1] ?? '', body] as const);
  return Object.fromEntries(named.filter(([file]) => file !== ''));
}

interface Where {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes the files of a page and runs its `npx parley` commands; gives each that failed, with what it printed. */
export async function followGuide(text: string, { folder, env = {} }: Where): Promise<string[]> {
  writeFlows(folder, filesIn(text));
  const failed: string[] = [];
  for (const command of commandsIn(text).filter(({ program, words }) => program === 'npx' && words[0] === 'parley')) {
    const args = command.words.slice(1);
    const where = { folder, env: { ...env, ...command.env } };
    const problem = args[0] === 'start' ? await startAndStop(where) : await run(args, where);
    if (problem !== null) failed.push(`${command.text}: ${problem}`);
  }
  return failed;
}

async function run(args: readonly string[], where: Where): Promise<string | null> {
  const { code, stdout, stderr } = await runParley(args, where);
  return code === 0 ? null : `exit code ${code}: ${stdout}${stderr}`;
}

async function startAndStop(where: Where): Promise<string | null> {
  const server = startParley(['start'], { ...where, env: { ...where.env, PORT: String(await freePort()) } });
  try {
    await server.until(/Console +http/);
  } catch (error) {
    return String(error);
  }
  server.signal('SIGTERM');
  const { code } = await server.ended;
  return code === 0 ? null : `exit code ${code}`;
}
