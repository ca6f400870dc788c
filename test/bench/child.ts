import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Report } from './children/report.ts';

/** Keeps a process on a CPU. */
const TASKSET = '/usr/bin/taskset';
const SERVER_CPU = '0';
const DRIVER_CPU = '1';
/** For a second server that is measured together with the first: one that nobody has, or that of the driver. */
export const SECOND_CPU = String(Math.min(2, availableParallelism() - 1));
const START = 30_000;
/** A webhook is held for 9 s at most, so a server that was told to stop is gone long before. */
const STOP = 20_000;

/** True when the servers have one CPU and we another. */
export const pinned = availableParallelism() > 1 && existsSync(TASKSET);

/** Keeps this process on its own CPU, all its threads with it. */
export function pinDriver(): void {
  if (pinned) execFileSync(TASKSET, ['-a', '-p', '-c', DRIVER_CPU, String(process.pid)]);
}

/** What is started by `start`, such as a database, may use all CPUs. */
export async function withAllCpus<T>(start: () => Promise<T>): Promise<T> {
  const last = String(availableParallelism() - 1);
  if (pinned) execFileSync(TASKSET, ['-a', '-p', '-c', `0-${last}`, String(process.pid)]);
  const started = await start();
  pinDriver();
  return started;
}

/** A server in a process of its own. */
export interface Child {
  readonly pid: number;
  /** What it wrote when it was ready. */
  readonly greeting: string;
  /** From the start of the process until it took connections, in milliseconds. */
  readonly readyAfter: number;
  /** The end of what it wrote on standard error. */
  complaints(): string;
  report(options?: { readonly collect: boolean }): Promise<Report>;
  /** Resolves when it is gone. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

interface ChildOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it prints when it is ready. */
  readonly says: RegExp;
  readonly cpu?: string | undefined;
}

/** Starts Node with these arguments. Rejects when it ends, or 30 s pass, before it says that it is ready. */
export async function startChild(args: readonly string[], { env, cwd, says, cpu = SERVER_CPU }: ChildOptions): Promise<Child> {
  const command = pinned ? [TASKSET, '-c', cpu, process.execPath] : [process.execPath];
  const [program = process.execPath, ...first] = command;
  const began = performance.now();
  const child = spawn(program, [...first, ...args], { env, cwd, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  living.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      living.delete(child);
      resolve();
    });
  });
  let written = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-2_000);
  });
  const complaints = () => written;
  const greeting = await untilReady(child, says, complaints);
  const readyAfter = performance.now() - began;
  return {
    pid: child.pid ?? -1,
    greeting,
    readyAfter,
    complaints,
    report: ({ collect } = { collect: false }) => ask(child, collect),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), STOP);
      await ended;
      clearTimeout(late);
    },
  };
}

function untilReady(child: ChildProcess, says: RegExp, complaints: () => string): Promise<string> {
  let written = '';
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => fail('It was not ready within 30 s'), START);
    const fail = (why: string) => {
      clearTimeout(limit);
      child.kill('SIGKILL');
      reject(new Error(`${why}: ${complaints()}`));
    };
    const onExit = () => fail('It ended before it was ready');
    child.once('exit', onExit);
    child.stdout?.on('data', (chunk: Buffer) => {
      written += chunk.toString();
      if (!says.test(written)) return;
      clearTimeout(limit);
      child.off('exit', onExit);
      child.stdout?.removeAllListeners('data').resume();
      resolve(written);
    });
  });
}

function ask(child: ChildProcess, collect: boolean): Promise<Report> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('The server ended while it was measured.'));
    child.once('exit', onExit);
    child.once('message', (report) => {
      child.off('exit', onExit);
      resolve(report as Report);
    });
    child.send({ collect });
  });
}
