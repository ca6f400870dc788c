import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFlows } from '../support/config.ts';
import { LIVE_SETTINGS, PUBLIC_URL } from '../support/live-settings.ts';
import { buildServer, freePort, type ServerProcess, startProcess } from '../support/server-process.ts';
import { said, SHIPPED } from '../support/shipped-flow.ts';
import { startBalancer } from './balancer.ts';
import { audit, countOpenWork, describePerson } from './audit.ts';
import { type Ledger, postgresLedger, sqliteLedger } from './ledger.ts';
import { type Habit, Person, tellCodes } from './person.ts';
import { type BookedProvider, startBookedProvider } from './provider.ts';
import { startTwilioBooks, type TwilioBooks } from './twilio-books.ts';

export interface CrashOptions {
  readonly kills: number;
  readonly people: number;
  /** How long the whole may take, in milliseconds. */
  readonly limit: number;
  /** Three servers on this Postgres database, in place of one on a file. */
  readonly postgres?: string;
  /** Told of the progress, in words. */
  readonly tell?: (line: string) => void;
}

export interface CrashReport {
  /** What does not agree between the far side and the database; empty where all is well. */
  readonly problems: readonly string[];
  readonly kills: number;
  readonly conversations: number;
  readonly messages: number;
  readonly webhookAttempts: number;
  readonly texts: number;
  /** Texts that reached a phone twice. */
  readonly repeated: number;
  /** API calls that were made again under the same key. */
  readonly callsAgain: number;
  /** How the last process ended when it was asked to. */
  readonly lastExit: number | string;
}

/** So often is a webhook tried again that kills in a row lose none: what Twilio gives up is the sweep's business, a minute later. */
const RETRIES = 200;

/**
 * Lets people talk with a real server that is killed at random moments and started again, then compares the books.
 * Everything is on 127.0.0.1 and in a folder of its own, which is removed.
 */
export async function runCrashes(options: CrashOptions): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-crash-'));
  const build = await buildServer();
  const port = await freePort();
  const ports = options.postgres === undefined ? [port] : [await freePort(), await freePort(), await freePort()];
  const balancer = options.postgres === undefined ? null : await startBalancer(port, ports);
  const provider = await startBookedProvider({ lag: () => Math.random() ** 2 * 150, newCode });
  const twilio = await startTwilioBooks({
    publicUrl: PUBLIC_URL,
    url: `http://127.0.0.1:${port}`,
    retries: RETRIES,
    retryAfter: between(200, 900),
    // A list that lags now and then, as Twilio's may: only then is a text ever sent twice.
    listLag: () => (Math.random() < 0.6 ? 3_000 : 0),
    reportAfter: between(5, 60),
  });
  const file = join(folder, 'parley.db');
  const database = options.postgres ?? `file:${file}`;
  const env = settings({ folder, database, provider, twilio });
  const start = (at: number) => startProcess(build.main, { env: { ...env, PORT: String(ports[at]) }, cwd: folder });
  const ledger = options.postgres === undefined ? sqliteLedger(file) : postgresLedger(options.postgres);
  try {
    return await new CrashRun({ ...options, start, count: ports.length, provider, twilio, ledger }).run();
  } finally {
    await balancer?.stop();
    await twilio.stop();
    await provider.stop();
    build.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Parts extends CrashOptions {
  readonly start: (at: number) => ServerProcess;
  readonly count: number;
  readonly provider: BookedProvider;
  readonly twilio: TwilioBooks;
  readonly ledger: Ledger;
}

class CrashRun {
  readonly #parts: Parts;
  readonly #people: readonly Person[];
  readonly #kills: number[] = [];
  readonly #end: number;
  readonly #servers: ServerProcess[];
  #goingOn = true;

  constructor(parts: Parts) {
    const { twilio, provider, limit } = parts;
    this.#parts = parts;
    this.#end = Date.now() + limit;
    const world = { twilio, said, think: between(100, 900), patience: limit };
    this.#people = Array.from(
      { length: parts.people },
      (_, at) => new Person(`+1415201${String(at).padStart(4, '0')}`, habitOf(at), world),
    );
    tellCodes(provider, this.#people);
    this.#servers = Array.from({ length: parts.count }, (_, at) => parts.start(at));
  }

  async run(): Promise<CrashReport> {
    await Promise.all(this.#servers.map((server) => server.ready));
    let failed: unknown = null;
    const talking = Promise.all(this.#people.map((person) => this.#talkOn(person))).catch((error: unknown) => {
      failed = error;
      this.#goingOn = false;
    });
    try {
      while (this.#kills.length < this.#parts.kills && this.#goingOn) await this.#killOnce();
      this.#goingOn = false;
      await this.#inTime(talking, 'the last conversations');
      if (failed !== null) throw failed as Error;
      return await this.#finish();
    } finally {
      for (const server of this.#servers) {
        server.signal('SIGCONT');
        server.signal('SIGKILL');
      }
    }
  }

  async #talkOn(person: Person): Promise<void> {
    do await person.talk();
    while (this.#goingOn);
  }

  /** Mostly at work, now and then while it starts; where there are several, one of them, and now and then one is only stopped. */
  async #killOnce(): Promise<void> {
    const at = Math.floor(Math.random() * this.#servers.length);
    const server = this.#servers[at] as ServerProcess;
    if (this.#servers.length > 1 && Math.random() < 0.2) return this.#stopOnce(server);
    if (Math.random() < 0.15) await pause(Math.random() * 700);
    else {
      await this.#inTime(server.ready, 'a start');
      await pause(150 + Math.random() * 1_900);
    }
    server.signal('SIGKILL');
    await server.ended;
    this.#kills.push(Date.now());
    this.#parts.tell?.(`${this.#kills.length} kills, ${this.#talks()} conversations`);
    // Of several, the last one stays away: the others must take up all that it had.
    if (this.#servers.length > 1 && this.#kills.length === this.#parts.kills) this.#servers.splice(at, 1);
    else this.#servers[at] = this.#parts.start(at);
  }

  /** Long enough to be taken for dead. */
  async #stopOnce(server: ServerProcess): Promise<void> {
    server.signal('SIGSTOP');
    await pause(9_000 + Math.random() * 4_000);
    this.#kills.push(Date.now());
    server.signal('SIGCONT');
  }

  /** All quiet: nobody talks, nothing is under way. Then the server is asked to end, and the books are compared. */
  async #finish(): Promise<CrashReport> {
    const { twilio, provider, ledger } = this.#parts;
    await this.#inTime(twilio.idle(), 'the last webhooks');
    while ((await countOpenWork(ledger)) > 0) await this.#inTime(pause(100), 'the last work');
    await this.#inTime(twilio.idle(), 'the last reports');
    for (const server of this.#servers) server.signal('SIGTERM');
    const exits = await this.#inTime(Promise.all(this.#servers.map(({ ended }) => ended)), 'the end of the servers');
    const lastExit = exits.find((exit) => exit !== 0) ?? 0;
    const problems = await audit(ledger, { twilio, provider, people: this.#people, kills: this.#kills });
    return {
      problems,
      kills: this.#kills.length,
      conversations: this.#talks(),
      messages: twilio.inbound.length,
      webhookAttempts: twilio.inbound.reduce((sum, message) => sum + message.attempts, 0),
      texts: twilio.texts.length,
      repeated: twilio.texts.length - new Set(twilio.texts.map(({ id }) => id)).size,
      callsAgain: [...provider.keys.values()].reduce((sum, use) => sum + use.calls - 1, 0),
      lastExit,
    };
  }

  #talks(): number {
    return this.#people.reduce((sum, person) => sum + person.talks, 0);
  }

  /** Who waits for what, what the database says of the first of them, and what the server said last. */
  async #describe(): Promise<string> {
    const waiting = this.#people.filter(({ doing }) => doing !== 'nothing');
    const [first] = waiting;
    const known = first ? await describePerson(this.#parts.ledger, first.number) : '';
    const { inbound, texts } = this.#parts.twilio;
    const lines = [
      `${await countOpenWork(this.#parts.ledger)} jobs and messages are not settled.`,
      ...waiting.slice(0, 5).map(({ number, habit, talks, doing }) => `${number} (${habit}, talk ${talks + 1}) ${doing}`),
      known,
      JSON.stringify(inbound.filter(({ from }) => from === first?.number).slice(-4)),
      JSON.stringify(texts.filter(({ to }) => to === first?.number).slice(-4)),
      ...this.#servers.map(({ log }) => log.join('').slice(-3_000)),
    ];
    return lines.join('\n');
  }

  async #inTime<T>(work: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      const fail = async () => reject(new Error(`${what} took too long. ${await this.#describe()}`));
      timer = setTimeout(() => void fail().catch(reject), Math.max(0, this.#end - Date.now()));
    });
    return Promise.race([work, limit]).finally(() => clearTimeout(timer));
  }
}

/** The shipped flow with short pauses and its two APIs at the provider. */
function writeCrashFlows(folder: string, place: string): string {
  const flow = SHIPPED['phone-verification.json'] as { readonly steps: readonly Readonly<Record<string, unknown>>[] };
  const steps = flow.steps.map((step) =>
    step['type'] === 'delay' ? { ...step, for: step['for'] === '5s' ? '300ms' : '200ms' } : step,
  );
  return writeFlows(folder, {
    'phone-verification.json': { ...flow, steps },
    'apis/send-otp.json': {
      ...SHIPPED['apis/send-otp.json'],
      url: `http://${place}/send`,
      save: { system_otp: '{{ response.body.otp }}' },
    },
    'apis/verify-otp.json': { ...SHIPPED['apis/verify-otp.json'], url: `http://${place}/verify` },
  });
}

function settings(parts: {
  folder: string;
  database: string;
  provider: BookedProvider;
  twilio: TwilioBooks;
}): Readonly<Record<string, string>> {
  const { folder, database, provider, twilio } = parts;
  return {
    ...LIVE_SETTINGS,
    LOG_FORMAT: 'json',
    DATABASE_URL: database,
    FLOWS_DIR: writeCrashFlows(join(folder, 'flows'), provider.place),
    API_ALLOW_HOSTS: provider.place,
    TWILIO_API_URL: twilio.apiUrl,
  };
}

function habitOf(at: number): Habit {
  return (['as_asked', 'wrong_first', 'early'] as const)[at % 3] ?? 'as_asked';
}

function newCode(): string {
  return String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0');
}

function between(least: number, most: number): () => number {
  return () => least + Math.random() * (most - least);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
