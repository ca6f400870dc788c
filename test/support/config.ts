import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER } from './twilio.ts';

export const ADMIN_TOKEN = 'the-token-of-the-admin';
export const SECRET_KEY = Buffer.alloc(32, 'k').toString('base64');
/** Where Twilio believes the server to be: never its real address, as behind a tunnel. */
const PUBLIC_URL = 'https://bot.example.com';

/** Files of a flows folder by their path in it; what is no text is written as JSON. */
export type FlowFiles = Readonly<Record<string, unknown>>;

/** What a test's server is configured with. */
export interface Settings {
  /** Settings over the usual ones; undefined unsets one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A folder, or the files of one. Default: the flows that are shipped. */
  readonly flows?: string | FlowFiles;
  /** Where the database is; default a folder of its own. */
  readonly dataDir?: string;
  /** `local` has no Twilio, hence the simulator. */
  readonly mode?: 'live' | 'local';
}

/** The configuration of a server whose Twilio is at `twilioUrl` and whose files are in `folder`. */
export function testConfig(options: Settings, folder: string, twilioUrl: string): Config {
  const live = {
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_FROM_NUMBER: BOT_NUMBER,
    TWILIO_API_URL: twilioUrl,
    PUBLIC_URL,
    ALLOWED_COUNTRIES: 'US',
    SEND_RATE: '1000',
  };
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    ADMIN_TOKEN,
    SECRET_KEY,
    DATABASE_URL: `file:${join(options.dataDir ?? join(folder, 'data'), 'parley.db')}`,
    FLOWS_DIR:
      typeof options.flows === 'object'
        ? writeFlows(join(folder, 'flows'), options.flows)
        : (options.flows ?? join(projectRoot(), 'flows')),
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
    ...(options.mode === 'local' ? {} : live),
    ...options.env,
  };
  const result = loadConfig({ env, dotenv: null, cwd: folder });
  if (!result.ok) throw new Error(`The settings of this test are wrong: ${JSON.stringify(result.problems, null, 2)}`);
  return result.config;
}

/** Writes the files of a flows folder and returns the folder. */
export function writeFlows(folder: string, files: FlowFiles): string {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return folder;
}
