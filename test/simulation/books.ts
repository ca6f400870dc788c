import type { ContactKey, SentText } from '../../src/runtime/ports.ts';

/** A message that a person has sent. Twilio knows it from then on. Times are wall milliseconds. */
export interface InboundMessage {
  readonly sid: string;
  readonly contact: ContactKey;
  readonly text: string;
  readonly at: number;
  /** Twilio got a 2xx for it. */
  acknowledged: boolean;
  /** A sweep for missed messages has seen it. */
  listed: boolean;
  /** Its webhooks in the order of arrival over all messages. */
  readonly arrivals: Arrival[];
}

/** A webhook that has arrived at a process. `order` and `answered` count what happens to all webhooks; `answered` is null without a 2xx. */
export interface Arrival {
  readonly order: number;
  readonly process: number;
  readonly listed: boolean;
  answered: number | null;
}

/** A text of ours that Twilio took. */
export interface TakenText extends SentText {
  readonly contact: ContactKey;
  readonly id: number;
}

export interface ApiBooking {
  readonly api: string;
  readonly key: string;
  readonly contact: string;
  readonly at: number;
}

/** What Twilio and the APIs have seen: the truth that the database is held against. */
export class Books {
  readonly inbound: InboundMessage[] = [];
  readonly taken: TakenText[] = [];
  readonly calls: ApiBooking[] = [];
  /** How often each of our texts was taken, by our own id. */
  readonly times = new Map<number, number>();
  /** Texts that Twilio refused for good, and those it kept back because the person had replied STOP. */
  readonly refused = new Set<number>();
  readonly blocked = new Set<number>();
  /** How often Twilio was too busy for a text. */
  readonly busy = new Map<number, number>();
  /** Texts of answers that were handed over whole and lost after that: nobody can know. */
  readonly lostAfterwards = new Set<number>();
  /** How often it became unknowable whether a text got out: each may double it once. */
  readonly doubts = new Map<number, number>();
  /** Contacts of people who sent more than we keep. */
  readonly flooded = new Set<string>();
  /** Addresses that replied STOP, as Twilio keeps them. */
  readonly stopped = new Set<string>();
  /** What was seen to be wrong while it happened. */
  readonly wrong: string[] = [];

  doubt(id: number): void {
    countUp(this.doubts, id);
  }
}

export function countUp(counts: Map<number, number>, id: number): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

let moments = 0;

/** Counts what happens to webhooks. Only the order matters, so it may go on from run to run. */
export function nextMoment(): number {
  return ++moments;
}

export function contactText({ channel, ours, theirs }: ContactKey): string {
  return `${channel} ${ours} ${theirs}`;
}
