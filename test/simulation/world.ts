import { SimulatedApis } from './apis.ts';
import { Books } from './books.ts';
import type { SimulatedDatabase } from './database.ts';
import { People } from './people.ts';
import { Seeded } from './seeded.ts';
import type { Server } from './server.ts';
import { Timeline } from './timeline.ts';
import { TwilioIn } from './twilio-in.ts';
import { TwilioOut } from './twilio-out.ts';
import { CALM, drawWeather, type Weather } from './weather.ts';

/** A message is looked for when it is 60 s old, at the next sweep, and sweeps are 60 s apart. */
const SWEEPS = 150_000;
/** How far the wall clock may be set forward. */
export const LONGEST_LEAP = 600_000;

/** Everything around our process, in one run. */
export class World {
  readonly seeded: Seeded;
  readonly timeline: Timeline;
  readonly database: SimulatedDatabase;
  readonly books = new Books();
  /** As it was drawn, and as it is now. */
  readonly weather: { readonly drawn: Weather; now: Weather };
  /** How late anything that is due may happen in this run, in milliseconds. */
  readonly longestDelay: number;
  readonly twilio: TwilioOut;
  readonly apis: SimulatedApis;
  readonly people: People;
  /** The process that takes webhooks now, if one does. */
  readonly server: { current: Server | null } = { current: null };
  /** Before then (elapsed milliseconds) a sweep for missed messages may still find one. */
  restFrom = Number.POSITIVE_INFINITY;
  /** What happened, a line each. */
  readonly told: string[] = [];

  constructor(seed: number, database: SimulatedDatabase) {
    this.seeded = new Seeded(seed);
    this.timeline = new Timeline(this.seeded);
    this.database = database;
    const drawn = drawWeather(this.seeded);
    this.weather = { drawn, now: drawn };
    this.longestDelay = longestDelayIn(drawn);
    this.twilio = new TwilioOut(this);
    this.apis = new SimulatedApis(this);
    const inbound = new TwilioIn(this, this.twilio);
    this.people = new People(this, inbound);
  }

  readonly story = (line: string): void => {
    this.told.push(`${(this.timeline.elapsed / 1000).toFixed(3).padStart(9)}  ${line}`);
  };

  /** Nothing fails any more. */
  calmDown(): void {
    this.weather.now = CALM;
    this.restFrom = this.timeline.elapsed + SWEEPS;
  }
}

/** What the engine promises where nothing fails; a restart, a slow store or a claim that counts until its lease ends make it longer. */
function longestDelayIn({ crashes, stops, leaps, storeFails, storeForgets, storeSlow }: Weather): number {
  const leapt = leaps * LONGEST_LEAP;
  if (storeForgets > 0 || storeFails > 0) return leapt + 300_000;
  if (leaps > 0) return leapt + 60_000;
  if (crashes > 0 || stops > 0) return 30_000;
  return storeSlow > 0 ? 30_000 : 500;
}
