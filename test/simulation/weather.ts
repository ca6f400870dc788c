import type { Seeded } from './seeded.ts';

/** How likely each kind of trouble is, from 0 to 1. */
export interface Weather {
  /** A store call fails before it did anything, does its work and then reports a timeout, or takes its time. */
  readonly storeFails: number;
  readonly storeForgets: number;
  readonly storeSlow: number;
  /** A webhook does not reach us, comes late, comes twice, or comes again long after. */
  readonly webhookLost: number;
  readonly webhookLate: number;
  readonly webhookTwice: number;
  readonly replayed: number;
  /** The connection of a webhook closes before the answer, in its middle, or after it was handed over whole. */
  readonly cutEarly: number;
  readonly cutMiddle: number;
  readonly lostAfterwards: number;
  /** Sends: Twilio is busy, refuses for good, or does not say. */
  readonly sendBusy: number;
  readonly sendRefused: number;
  readonly sendUnknown: number;
  readonly reportLost: number;
  readonly listFails: number;
  /** APIs: slow, never answering, failing. */
  readonly apiSlow: number;
  readonly apiHangs: number;
  readonly apiFails: number;
  /** How many times the process dies, or is stopped as it should be, in one run. */
  readonly crashes: number;
  readonly stops: number;
  /** How many times the wall clock is set forward. */
  readonly leaps: number;
  /** Where there are several processes: how many times one stands still, and how many times its connections to the database break. */
  readonly freezes: number;
  readonly cuts: number;
}

export const CALM: Weather = {
  storeFails: 0,
  storeForgets: 0,
  storeSlow: 0,
  webhookLost: 0,
  webhookLate: 0,
  webhookTwice: 0,
  replayed: 0,
  cutEarly: 0,
  cutMiddle: 0,
  lostAfterwards: 0,
  sendBusy: 0,
  sendRefused: 0,
  sendUnknown: 0,
  reportLost: 0,
  listFails: 0,
  apiSlow: 0,
  apiHangs: 0,
  apiFails: 0,
  crashes: 0,
  stops: 0,
  leaps: 0,
  freezes: 0,
  cuts: 0,
};

/** So many times within a run of a minute or so is one of several processes in trouble, in the worst. */
const STORM = 60;

/**
 * Each kind of trouble is there in about half of the runs, so that some runs show one alone and others many at once.
 * `several`: there are several processes, so that there are always others when one is in trouble.
 */
export function drawWeather(seeded: Seeded, several: boolean): Weather {
  const weather = drawPlainWeather(seeded);
  if (!several) return weather;
  const upTo = (most: number) => (seeded.chance(0.6) ? seeded.between(1, most) : 0);
  if (seeded.chance(0.1)) return { ...weather, crashes: STORM / 2, freezes: STORM / 4, cuts: STORM / 4 };
  return { ...weather, crashes: upTo(8), freezes: upTo(4), cuts: upTo(5) };
}

function drawPlainWeather(seeded: Seeded): Weather {
  const sometimes = (most: number) => (seeded.chance(0.5) ? seeded.next() * most : 0);
  return {
    storeFails: sometimes(0.04),
    storeForgets: sometimes(0.04),
    storeSlow: sometimes(0.3),
    webhookLost: sometimes(0.3),
    webhookLate: sometimes(0.3),
    webhookTwice: sometimes(0.3),
    replayed: sometimes(0.2),
    cutEarly: sometimes(0.2),
    cutMiddle: sometimes(0.2),
    lostAfterwards: sometimes(0.05),
    sendBusy: sometimes(0.3),
    sendRefused: sometimes(0.05),
    sendUnknown: sometimes(0.2),
    reportLost: sometimes(0.5),
    listFails: sometimes(0.3),
    apiSlow: sometimes(0.5),
    apiHangs: sometimes(0.2),
    apiFails: sometimes(0.3),
    crashes: seeded.chance(0.6) ? seeded.between(1, 4) : 0,
    stops: seeded.chance(0.2) ? 1 : 0,
    leaps: seeded.chance(0.1) ? 1 : 0,
    freezes: 0,
    cuts: 0,
  };
}

/** The troubles that are there, with how likely each is. */
export function describeWeather(weather: Weather): string {
  const troubles = Object.entries(weather).filter(([, likely]) => likely > 0);
  return troubles.map(([name, likely]) => `${name} ${Number(likely.toFixed(3))}`).join(', ') || 'calm';
}
