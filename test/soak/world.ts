import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProvider } from '../bench/provider.ts';
import { type Ledger, sqliteLedger } from '../crash/ledger.ts';
import { type BookedProvider, startBookedProvider } from '../crash/provider.ts';
import { startTwilioBooks, type TwilioBooks } from '../crash/twilio-books.ts';
import { type FlowFiles, writeFlows } from '../support/config.ts';
import { LIVE_SETTINGS, PUBLIC_URL } from '../support/live-settings.ts';
import { buildServer, freePort, type ServerProcess, startFlags, startProcess } from '../support/server-process.ts';
import { SHIPPED } from '../support/shipped-flow.ts';
import { troubledFlows } from './troubles.ts';

/** Everything around the server, on 127.0.0.1 and in a folder of its own. */
export interface World {
  readonly port: number;
  readonly file: string;
  readonly ledger: Ledger;
  readonly twilio: TwilioBooks;
  readonly provider: BookedProvider;
  /** Starts the server as `npm start` does. */
  start(hear: (piece: string) => void): ServerProcess;
  /** Removes the folder. */
  close(): Promise<void>;
}

/** So often is a webhook tried again that kills lose none. */
const RETRIES = 200;
/** One call of the API for codes in so many is slow, and one in so many fails at first. */
const SLOW = 50;
const FAILING = 50;

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-soak-'));
  const build = await buildServer();
  const remove = () => {
    build.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const port = await freePort();
  const provider = await startBookedProvider({ lag, newCode, fails: () => Math.random() < 1 / FAILING });
  const broken = await startProvider();
  const twilio = await startTwilioBooks({
    publicUrl: PUBLIC_URL,
    url: `http://127.0.0.1:${port}`,
    retries: RETRIES,
    retryAfter: () => 1_000 + Math.random() * 2_000,
    listLag: () => (Math.random() < 0.6 ? 3_000 : 0),
    reportAfter: () => 100 + Math.random() * 2_000,
    keepsConnections: true,
  });
  const file = join(folder, 'parley.db');
  const env = {
    ...LIVE_SETTINGS,
    LOG_FORMAT: 'json',
    PORT: String(port),
    DATABASE_URL: `file:${file}`,
    FLOWS_DIR: writeFlows(join(folder, 'flows'), { ...verification(provider.place), ...troubledFlows(broken.origin) }),
    API_ALLOW_HOSTS: `${provider.place},${broken.place}`,
    TWILIO_API_URL: twilio.apiUrl,
  };
  const flags = startFlags();
  return {
    port,
    file,
    ledger: sqliteLedger(file),
    twilio,
    provider,
    start: (hear) => startProcess(build.main, { env, cwd: folder, flags, hear }),
    close: async () => {
      await twilio.stop();
      await provider.stop();
      await broken.stop();
      remove();
    },
  };
}

/** The shipped flow with its own pauses; its two APIs are at the provider, and are called again where it fails. */
function verification(place: string): FlowFiles {
  const retry = { attempts: 3, on: ['interrupted', '5xx'] };
  return {
    'phone-verification.json': SHIPPED['phone-verification.json'],
    'apis/send-otp.json': {
      ...SHIPPED['apis/send-otp.json'],
      url: `http://${place}/send`,
      save: { system_otp: '{{ response.body.otp }}' },
      retry,
    },
    'apis/verify-otp.json': { ...SHIPPED['apis/verify-otp.json'], url: `http://${place}/verify`, retry },
  };
}

function lag(): number {
  return Math.random() < 1 / SLOW ? 1_000 + Math.random() * 3_000 : Math.random() ** 2 * 150;
}

function newCode(): string {
  return String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0');
}
