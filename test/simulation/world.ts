import { SimulatedApis } from './apis.ts';
import { Books } from './books.ts';
import type { SimulatedDatabase } from './database.ts';
import { Fleet } from './fleet.ts';
import { Life } from './life.ts';
import { People } from './people.ts';
import { Seeded } from './seeded.ts';
import { Timeline } from './timeline.ts';
import { TwilioIn } from './twilio-in.ts';
import { TwilioOut } from './twilio-out.ts';
import { CALM, drawWeather, type Weather } from './weather.ts';

/** A message is looked for when it is 60 s old, at the next sweep, and sweeps are 60 s apart. */
const SWEEPS = 150_000;
/** How far the wall clock may be set forward. */
export const LONGEST_LEAP = 600_000;

/** Everything around our processes, in one run. */
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
  readonly fleet: Fleet;
  /** Before then (elapsed milliseconds) a sweep for missed messages may still find one. */
  restFrom = Number.POSITIVE_INFINITY;
  /** What happened, a line each. */
  readonly told: string[] = [];
  readonly #seed: number;
  #processes = 0;

  constructor(seed: number, database: SimulatedDatabase) {
    this.#seed = seed;
    this.seeded = new Seeded(seed);
    this.database = database;
    this.timeline = new Timeline(this.#chance(-1));
    const drawn = drawWeather(this.seeded, database.shared);
    this.weather = { drawn, now: drawn };
    this.longestDelay = longestDelayIn(drawn);
    this.fleet = new Fleet(this.timeline, this.seeded);
    this.twilio = new TwilioOut(this);
    this.apis = new SimulatedApis(this);
    const inbound = new TwilioIn(this, this.twilio);
    this.people = new People(this, inbound);
  }

  readonly story = (line: string): void => {
    this.told.push(`${(this.timeline.elapsed / 1000).toFixed(3).padStart(9)}  ${line}`);
  };

  /** A process that is about to start. */
  newLife(): Life {
    return new Life(this.timeline, ++this.#processes);
  }

  /** The chance that one process has. */
  chanceOf({ number }: Life): Seeded {
    return this.#chance(number);
  }

  /** Nothing fails any more. */
  calmDown(): void {
    this.weather.now = CALM;
    this.restFrom = this.timeline.elapsed + SWEEPS;
  }

  /** How processes take turns on a shared database is up to the machine, so that what one draws there must not change what others draw. */
  #chance(whose: number): Seeded {
    return this.database.shared ? new Seeded(this.#seed * 1_000 + whose) : this.seeded;
  }
}

/** What the engine promises where nothing fails; a restart, a slow store or a claim that counts until its lease ends make it longer. */
function longestDelayIn(weather: Weather): number {
  const { crashes, stops, leaps, storeFails, storeForgets, storeSlow } = weather;
  const leapt = leaps * LONGEST_LEAP;
  if (storeForgets > 0 || storeFails > 0) return leapt + 300_000;
  if (leaps > 0) return leapt + 60_000;
  if (crashes + stops + weather.freezes + weather.cuts > 0) return 30_000;
  return storeSlow > 0 ? 30_000 : 500;
}
