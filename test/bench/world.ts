import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFlows } from '../support/config.ts';
import { LIVE_SETTINGS, PUBLIC_URL } from '../support/live-settings.ts';
import { freePort, startFlags } from '../support/server-process.ts';
import { AUTH_TOKEN, startFakeTwilio } from '../support/twilio.ts';
import { build } from './build.ts';
import { type Child, startChild } from './child.ts';
import type { FloorSettings } from './children/floor.ts';
import { benchFlows, type FlowSize } from './flows.ts';
import { startProvider } from './provider.ts';
import { WEBHOOK_PATH } from './webhooks.ts';

/** A server that is measured. */
export interface Server extends Child {
  readonly port: number;
  readonly file: string;
  /** Its database on disk, in bytes. */
  size(): number;
}

export interface ParleyOptions {
  /** The folder of an earlier server, to go on with its database. Default: a new one. */
  readonly file?: string;
  readonly flows?: FlowSize;
  /** Every write in a commit of its own. */
  readonly alone?: boolean;
  /** The address of a Postgres database in place of a file. */
  readonly postgres?: string;
  /** The CPU it is kept on, when not on that of all servers. */
  readonly cpu?: string;
}

/** Everything around the servers: the build, the OTP API, Twilio, and the folder with the databases. */
export interface World {
  startParley(options?: ParleyOptions): Promise<Server>;
  startFloor(synchronous: 'NORMAL' | 'FULL'): Promise<Server>;
  /** The place of a database that is not there yet. */
  newFile(): string;
  close(): Promise<void>;
}

const COUNT_COMMITS = new URL('./children/count-commits.ts', import.meta.url);
const COMMIT_ALONE = new URL('./children/commit-alone.ts', import.meta.url);
const FLOOR = new URL('./children/floor.ts', import.meta.url);

/** Everything is on 127.0.0.1 and in a folder of its own; `close` removes it. */
export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const built = await build();
  const provider = await startProvider();
  const twilio = await startFakeTwilio();
  const remove = () => {
    built.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  let made = 0;
  const newFile = () => join(folder, `${(made += 1)}.db`);
  const preload = (source: URL) => ['--import', pathToFileURL(built.compiled(source)).href];

  return {
    newFile,
    startParley: async ({ file = newFile(), flows, alone = false, postgres, cpu } = {}) => {
      const port = await freePort();
      const flowsDir = writeFlows(`${file}-flows`, benchFlows(provider.origin, flows));
      const env = {
        ...LIVE_SETTINGS,
        PORT: String(port),
        DATABASE_URL: postgres ?? `file:${file}`,
        FLOWS_DIR: flowsDir,
        TWILIO_API_URL: twilio.url,
      };
      const args = [
        '--expose-gc',
        ...preload(COUNT_COMMITS),
        ...(alone ? preload(COMMIT_ALONE) : []),
        ...startFlags(),
        built.main,
      ];
      const child = await startChild(args, {
        env: { ...env, API_ALLOW_HOSTS: provider.place },
        cwd: folder,
        says: /Parley is live/,
        cpu,
      });
      return { ...child, port, file, size: () => (postgres === undefined ? sizeOf(file) : Number.NaN) };
    },
    startFloor: async (synchronous) => {
      const file = newFile();
      const settings: FloorSettings = {
        file,
        synchronous,
        url: PUBLIC_URL + WEBHOOK_PATH,
        token: AUTH_TOKEN,
        api: provider.origin,
      };
      const args = ['--expose-gc', built.compiled(FLOOR), JSON.stringify(settings)];
      const child = await startChild(args, { env: { NODE_ENV: 'production' }, cwd: folder, says: /Listening on \d+\./ });
      const port = Number(/Listening on (\d+)\./.exec(child.greeting)?.[1]);
      return { ...child, port, file, size: () => sizeOf(file) };
    },
    close: async () => {
      await twilio.stop();
      await provider.stop();
      remove();
    },
  };
}

function sizeOf(file: string): number {
  return statSync(file).size;
}
