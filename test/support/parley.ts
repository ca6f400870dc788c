import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';
import { type FlowFiles, writeFlows } from './config.ts';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const PARLEY = join(projectRoot(), 'src/cli/parley.ts');
/** Far longer than any command takes on a busy machine. */
const LIMIT = 15_000;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export interface Running {
  /** The first match in what was printed so far or will be; rejects when the process ends without it. */
  until(pattern: RegExp): Promise<string>;
  type(line: string): void;
  closeInput(): void;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
  readonly ended: Promise<Ended>;
}

interface Where {
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the folder that the command runs in. */
  readonly files?: FlowFiles;
  readonly folder?: string;
}

/** A folder of its own for the length of a test, with these files in it. */
export function makeFolder(files: FlowFiles = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return writeFlows(folder, files);
}

/** Starts `parley` in a folder of its own, with nothing of this process's environment but the search path. */
export function startParley(args: readonly string[], where: Where = {}): Running {
  const cwd = where.folder ?? makeFolder(where.files);
  const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...where.env };
  const child = spawn(process.execPath, ['--import', LOADER, PARLEY, ...args], { cwd, env });
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT);
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = collect(child);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code, stdout: output.stdout, stderr: output.stderr });
      for (const look of output.watchers) look(true);
    });
  });
  return {
    ended,
    until: (pattern) => until(output, pattern),
    type: (line) => void child.stdin.write(`${line}\n`),
    closeInput: () => void child.stdin.end(),
    signal: (name) => void child.kill(name),
  };
}

/** Runs `parley` to its end, with nothing to read. */
export function runParley(args: readonly string[], where: Where = {}): Promise<Ended> {
  const running = startParley(args, where);
  running.closeInput();
  return running.ended;
}

interface Output {
  stdout: string;
  stderr: string;
  readonly watchers: Set<(isLast: boolean) => void>;
}

function collect(child: ChildProcessWithoutNullStreams): Output {
  const output: Output = { stdout: '', stderr: '', watchers: new Set() };
  const take = (name: 'stdout' | 'stderr') => (chunk: string) => {
    output[name] += chunk;
    for (const look of output.watchers) look(false);
  };
  child.stdout.setEncoding('utf8').on('data', take('stdout'));
  child.stderr.setEncoding('utf8').on('data', take('stderr'));
  return output;
}

function until(output: Output, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (isLast: boolean) => {
      const found = pattern.exec(output.stdout + output.stderr);
      if (found) resolve(found[0]);
      else if (isLast) reject(new Error(`${pattern} was never printed, but this: ${output.stdout}${output.stderr}`));
      else return;
      output.watchers.delete(look);
    };
    output.watchers.add(look);
    look(false);
  });
}

/** Flows with three errors: a key, an API and a step that are not there. */
export const BROKEN = {
  'flows/talk.json': [
    '{ "name": "Talk", "trigger": { "default": true },',
    '  "steps": [',
    '    { "id": "hello", "type": "message", "txt": "Hello" },',
    '    { "id": "ask", "type": "api", "api": "nobody", "next": "helo" }',
    '  ] }',
  ].join('\n'),
};
