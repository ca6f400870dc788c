import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/lib/project-root.ts';

/** The server as `npm run build` makes it, in a folder of its own. */
export interface Build {
  readonly main: string;
  remove(): void;
}

/** Builds the server inside the checkout, where it finds its migrations and its packages. */
export async function buildServer(): Promise<Build> {
  const folder = join(projectRoot(), 'dist', `build-${process.pid}`);
  const main = join(folder, 'src/main.js');
  const compiler = join(projectRoot(), 'node_modules/.bin/tsc');
  await promisify(execFile)(compiler, ['-p', join(projectRoot(), 'tsconfig.build.json'), '--outDir', folder]).catch(
    (error: unknown) => {
      // What does not type-check is compiled all the same; `npm run typecheck` is there to complain.
      if (!existsSync(main)) throw error;
    },
  );
  return { main, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The flags that `npm start` gives Node. */
export function startFlags(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** Below those that systems hand out by themselves, so that no connection takes one between two starts of a server. */
const PORTS = { from: 12_000, to: 32_000 };

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

export interface ServerProcess {
  /** Resolves once it listens; rejects when it ends before that. */
  readonly ready: Promise<void>;
  /** How it ended: the exit code, or the name of the signal. */
  readonly ended: Promise<number | string>;
  /** What it wrote on standard error, at most the last 1,000 pieces. */
  readonly log: readonly string[];
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
}

const MOST_LINES = 1_000;

export interface ProcessSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What Node itself is started with, as `--max-old-space-size`. Default: nothing. */
  readonly flags?: readonly string[];
  /** Told of every piece of standard error as it comes. */
  readonly hear?: (piece: string) => void;
}

/** Starts a server with exactly these settings, as the leader of a process group of its own. */
export function startProcess(main: string, settings: ProcessSettings): ServerProcess {
  const child = spawn(process.execPath, [...(settings.flags ?? []), main], {
    cwd: settings.cwd,
    env: settings.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    log.push(chunk.toString());
    settings.hear?.(chunk.toString());
    if (log.length > MOST_LINES) log.shift();
  });
  const ended = new Promise<number | string>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Parley')) resolve();
    });
    child.on('exit', () => reject(new Error(`The server ended before it listened: ${log.join('').slice(-2_000)}`)));
  });
  // Who does not wait for it may still kill it.
  ready.catch(() => undefined);
  return { ready, ended, log, signal: (name) => signalGroup(child, name) };
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, name);
}
