import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { loadCheckedFlows } from '../../src/cli/load-checked-flows.ts';
import type { Config } from '../../src/config/config.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { ManualClock } from './clock.ts';
import { type Settings, testConfig } from './config.ts';
import { type HttpAnswer, send } from './http.ts';
import { type FakeTwilio, startFakeTwilio } from './twilio.ts';

export interface AppOptions extends Settings {
  readonly clock?: ManualClock;
  /** A Twilio that is there already, for a server that takes the place of another one. */
  readonly twilio?: FakeTwilio;
  /** A folder with a built web app; default the one that `npm run build` makes. */
  readonly consoleFiles?: string;
}

/** The whole server, and the far side of its wires. */
export interface TestApp {
  /** Where it really listens; another one after a restart. */
  readonly url: string;
  readonly publicUrl: string;
  readonly app: App;
  readonly config: Config;
  readonly clock: ManualClock;
  readonly twilio: FakeTwilio;
  readonly dbFile: string;
  /** Every line that was logged. */
  readonly logs: readonly string[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  /** GET below `/api/v1` with the admin token. */
  admin(path: string): Promise<HttpAnswer>;
  stop(): Promise<void>;
  /** Starts again on the same database, after `stop`, which it calls when that was not done. */
  restart(): Promise<void>;
  /** A folder with a copy of the database as it is on disk now: what a process that is killed leaves. */
  copyData(): string;
}

/** Runs the whole server on a free port with a database of its own, until the test is over. */
export async function startApp(options: AppOptions = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = options.clock ?? new ManualClock();
  const twilio = options.twilio ?? (await startFakeTwilio(() => clock.now()));
  const config = testConfig(options, folder, twilio.url);
  const logs: string[] = [];
  const start = () => startServer(config, clock, logs, options.consoleFiles);
  let running = await start();
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= running.app.stop();
    return stopped;
  };
  // Without Twilio first: a server waits for what it is still sending.
  onTestFinished(() => twilio.stop().then(() => passTimeUntil(clock, stop())));
  const dbFile = config.database.kind === 'sqlite' ? config.database.file : '';
  return {
    get url() {
      return running.url;
    },
    get app() {
      return running.app;
    },
    publicUrl: config.publicUrl,
    config,
    clock,
    twilio,
    dbFile,
    logs,
    get: (path, headers = {}) => send('GET', running.url + path, headers, null),
    post: (path, body, headers = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return send('POST', running.url + path, { 'content-type': 'application/json', ...headers }, text);
    },
    admin: (path) => send('GET', `${running.url}/api/v1${path}`, { authorization: `Bearer ${config.adminTokens}` }, null),
    stop,
    async restart() {
      await stop();
      running = await start();
      stopped = null;
    },
    copyData: () => copyDatabase(dbFile),
  };
}

async function startServer(
  config: Config,
  clock: ManualClock,
  logs: string[],
  consoleFiles: string | undefined,
): Promise<{ readonly app: App; readonly url: string }> {
  const loaded = loadCheckedFlows(config);
  if (!loaded) throw new Error('The flows of this test are broken: stderr says how.');
  const logger = createLogger({ ...config.log, destination: { write: (line: string) => void logs.push(line) } });
  const app = await createApp(config, loaded, logger, { clock, ...(consoleFiles === undefined ? {} : { consoleFiles }) });
  const { port } = await app.start();
  // The first look for missed messages writes down when that was.
  await clock.advance(0);
  return { app, url: `http://127.0.0.1:${port}` };
}

function copyDatabase(file: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-copy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const suffix of ['', '-wal']) {
    if (existsSync(file + suffix)) copyFileSync(file + suffix, join(folder, `parley.db${suffix}`));
  }
  return folder;
}

/** A server that stops may wait for what is under way, so time goes on meanwhile. */
async function passTimeUntil(clock: ManualClock, done: Promise<void>): Promise<void> {
  const progress = { over: false };
  const ended = done.finally(() => {
    progress.over = true;
  });
  while (!progress.over) await clock.advance(1_000);
  await ended;
}
