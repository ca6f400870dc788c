import { statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { audit, countOpenWork, describePerson } from '../crash/audit.ts';
import { said } from '../support/shipped-flow.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { Complaints } from './complaints.ts';
import { atRate, Crowd } from './crowd.ts';
import { Garbage } from './garbage.ts';
import { type Plan, TALKS_A_SECOND } from './plan.ts';
import { Troubles } from './troubles.ts';
import { type Look, look } from './watch.ts';
import type { World } from './world.ts';

/** All that one run found. Times are milliseconds, sizes bytes. */
export interface Found {
  readonly looks: readonly Look[];
  /** Messages of people in the measured time, a second. */
  readonly messagesASecond: number;
  readonly conversations: number;
  readonly messages: number;
  readonly texts: number;
  /** Texts that reached a phone twice, each flagged. */
  readonly repeated: number;
  readonly webhookAttempts: number;
  /** Requests that Twilio gave up waiting for. */
  readonly givenUp: number;
  /** Calls of an API that broke, and requests that were garbage. */
  readonly troubles: number;
  readonly garbage: number;
  readonly kills: number;
  readonly database: number;
  /** How late our own event loop was: what stalls the driver spoils the figures. */
  readonly driverP99: number;
  /** What nobody asked a server to do: how each ended that was not told to, and how the last one did that was. */
  readonly ends: readonly string[];
  readonly strange: readonly string[];
  readonly errors: ReadonlyMap<string, number>;
  readonly wrongAnswers: readonly string[];
  /** What does not agree between the far side and the database. */
  readonly problems: readonly string[];
}

const TROUBLES_A_SECOND = 0.5;
const GARBAGE_A_SECOND = 4;
/** How long somebody waits for a text, and how long the last work may take, in milliseconds. */
const PATIENCE = 180_000;
const NANOSECONDS = 1e6;

/** Loads the server as planned, looks at it, kills it, and closes the books. `tell` hears of the progress. */
export async function runSoak(world: World, plan: Plan, tell: (line: string) => void): Promise<Found> {
  const soak = new Soak(world, plan, tell);
  const kill = () => soak.kill();
  process.once('exit', kill);
  try {
    return await soak.run();
  } finally {
    kill();
    process.off('exit', kill);
  }
}

class Soak {
  readonly #world: World;
  readonly #plan: Plan;
  readonly #tell: (line: string) => void;
  readonly #complaints = new Complaints();
  readonly #crowd: Crowd;
  readonly #troubles: Troubles;
  readonly #garbage = new Garbage();
  readonly #looks: Look[] = [];
  readonly #kills: number[] = [];
  readonly #ends: string[] = [];
  #server: ServerProcess;
  /** Whoever is named here was told to end. */
  #told: ServerProcess | null = null;
  #began = 0;

  constructor(world: World, plan: Plan, tell: (line: string) => void) {
    this.#world = world;
    this.#plan = plan;
    this.#tell = tell;
    const { twilio, provider } = world;
    const think = () => 500 + Math.random() * 5_000;
    this.#crowd = new Crowd({ twilio, said, think, patience: PATIENCE }, provider);
    this.#troubles = new Troubles(twilio);
    this.#server = this.#start();
  }

  async run(): Promise<Found> {
    await this.#server.ready;
    this.#began = Date.now();
    const delays = monitorEventLoopDelay();
    delays.enable();
    const stops = [
      atRate(TALKS_A_SECOND, () => this.#crowd.begin()),
      atRate(TROUBLES_A_SECOND, () => this.#troubles.begin()),
      atRate(GARBAGE_A_SECOND, () => this.#garbage.begin(this.#world.port)),
    ];
    await Promise.all([this.#killAll(), this.#lookOn()]);
    await this.#until(this.#plan.end);
    for (const stop of stops) stop();
    delays.disable();
    return this.#finish(delays.percentile(99) / NANOSECONDS);
  }

  kill(): void {
    this.#told = this.#server;
    this.#server.signal('SIGKILL');
  }

  /** One that ends by itself is started again, as whoever runs it would have it, and its end is told. */
  #start(): ServerProcess {
    const server = this.#world.start((piece) => this.#complaints.hear(piece));
    void server.ended.then((exit) => {
      this.#complaints.cut();
      if (this.#told === server) return;
      this.#ends.push(`The server ended by itself, with ${exit}`);
      this.#server = this.#start();
    });
    return server;
  }

  async #killAll(): Promise<void> {
    for (const at of this.#plan.kills) {
      await this.#until(at);
      const server = this.#server;
      this.kill();
      await server.ended;
      this.#kills.push(Date.now());
      this.#tell(`kill ${this.#kills.length} of ${this.#plan.kills.length}, ${this.#crowd.talks} conversations`);
      this.#server = this.#start();
      await this.#server.ready;
    }
  }

  async #lookOn(): Promise<void> {
    const { from, to } = this.#plan.measured;
    // What was late before the measured time is not to be in the first look.
    for (let at = from - this.#plan.every; at < to; at += this.#plan.every) {
      await this.#until(at);
      const seen = await look(this.#world.port);
      if (seen && at >= from) this.#looks.push(seen);
      if (seen && this.#looks.length % 60 === 1) this.#tell(describe(seen, this.#crowd.talks));
    }
  }

  /** All quiet: nobody talks, nothing is under way. Then the server is asked to end, and the books are compared. */
  async #finish(driverP99: number): Promise<Found> {
    const { twilio, ledger, file } = this.#world;
    this.#tell('the last conversations');
    const late = await this.#settle();
    this.#told = this.#server;
    this.#server.signal('SIGTERM');
    const exit = await this.#server.ended;
    if (exit !== 0) this.#ends.push(`The server was asked to end and did so with ${exit}`);
    this.#tell('the books');
    const books = { ...this.#world, people: this.#crowd.people, kills: this.#kills };
    const problems = [...late, ...this.#crowd.faults, ...(await audit(ledger, books)), ...(await this.#troubles.audit(ledger))];
    return {
      looks: this.#looks,
      messagesASecond: this.#messagesASecond(),
      conversations: this.#crowd.talks,
      messages: twilio.inbound.length,
      texts: twilio.texts.length,
      repeated: twilio.texts.length - new Set(twilio.texts.map(({ id }) => id)).size,
      webhookAttempts: twilio.inbound.reduce((sum, { attempts }) => sum + attempts, 0),
      givenUp: twilio.givenUp,
      troubles: this.#troubles.begun,
      garbage: this.#garbage.sent,
      kills: this.#kills.length,
      database: statSync(file).size,
      driverP99,
      ends: this.#ends,
      strange: this.#complaints.strange,
      errors: this.#complaints.errors,
      wrongAnswers: [...this.#garbage.faults],
      problems,
    };
  }

  /** Waits until nothing is under way; returns in words what still was when patience ended. */
  async #settle(): Promise<string[]> {
    const { twilio, ledger } = this.#world;
    await Promise.all([this.#crowd.idle(), this.#garbage.idle(), twilio.idle()]);
    const over = Date.now() + PATIENCE;
    while ((await countOpenWork(ledger)) > 0) {
      if (Date.now() > over)
        return [`${await countOpenWork(ledger)} jobs and messages were not settled`, ...(await this.#whoWaits())];
      await pause(500);
    }
    await twilio.idle();
    return [];
  }

  async #whoWaits(): Promise<string[]> {
    const waiting = this.#crowd.people.filter(({ doing }) => doing !== 'nothing').slice(0, 5);
    return Promise.all(
      waiting.map(async ({ number, doing }) => `${number} ${doing}: ${await describePerson(this.#world.ledger, number)}`),
    );
  }

  #messagesASecond(): number {
    const { from, to } = this.#plan.measured;
    const [first, last] = [this.#began + from, this.#began + to];
    return this.#world.twilio.inbound.filter(({ at }) => at >= first && at < last).length / ((to - from) / 1_000);
  }

  #until(at: number): Promise<void> {
    return pause(Math.max(0, this.#began + at - Date.now()));
  }
}

function describe({ rss, heap, openFiles, loop }: Look, talks: number): string {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return `${talks} conversations, memory ${mb(rss)}, heap ${mb(heap)}, ${openFiles} files, loop p99 ${loop.p99.toFixed(1)} ms`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
