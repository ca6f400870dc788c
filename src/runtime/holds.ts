import type { Bell } from './bell.ts';
import type { Hold } from './hold.ts';
import type { Clock, ContactKey } from './ports.ts';
import type { Store } from './store.ts';

/** How long an answer that did not get out waits for a repeat of its webhook before it goes by the channel. */
const REPEAT_WAIT = 15_000;

/** One text for each contact. */
export function contactKeyText({ ours, channel, theirs }: ContactKey): string {
  return `${channel} ${ours} ${theirs}`;
}

/** The webhooks that are being answered: at most one of each contact is held, and what is said goes out on that one. */
export class Holds {
  readonly #byContact = new Map<string, Hold>();
  readonly #bySid = new Map<string, Hold>();
  readonly #store: Pick<Store, 'markSaid' | 'reroute'>;
  readonly #clock: Clock;
  readonly #bell: Bell;

  constructor(parts: { store: Pick<Store, 'markSaid' | 'reroute'>; clock: Clock; bell: Bell }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#bell = parts.bell;
  }

  /** How many webhooks have not been answered yet. */
  get size(): number {
    return this.#byContact.size;
  }

  /** Takes a webhook up. A repeat of one that is being answered gets nothing, or takes over where the first was lost. */
  arrive(contact: string, hold: Hold): 'new' | 'repeat' {
    void hold.answer.then(({ as }) => {
      if (as === 'said' && hold.state === 'lost') this.#waitForRepeat(hold);
    });
    const earlier = this.#bySid.get(hold.sid);
    if (!earlier) {
      this.#bySid.set(hold.sid, hold);
      return 'new';
    }
    if (earlier.state !== 'lost') {
      hold.release();
      return 'repeat';
    }
    const wasAnswered = earlier.answered;
    earlier.passTo(hold);
    this.#bySid.set(hold.sid, hold);
    if (this.#byContact.get(contact) === earlier) this.#byContact.set(contact, hold);
    if (wasAnswered) hold.release();
    else this.#arm(contact, hold);
    return 'repeat';
  }

  /** The hold that takes what is said to a contact now; this one becomes it when there is no other. */
  claim(contact: string, arrived: Hold): Hold {
    const hold = arrived.current;
    const other = this.open(contact);
    if (other) return other;
    this.#byContact.set(contact, hold);
    return hold;
  }

  /** The held webhook of a contact whose connection still stands. */
  open(contact: string): Hold | null {
    const hold = this.#byContact.get(contact);
    return hold && hold.state === 'held' ? hold : null;
  }

  /** The contact's conversation waits for a call: the webhook waits with it, within its budget. */
  waitForCall(contact: string): void {
    const hold = this.open(contact);
    if (hold) this.#arm(contact, hold);
  }

  /** The conversation waits for time. A text that waits is not held back by a pause, nor a webhook by one it cannot outlast. */
  waitForDelay(contact: string, ms: number): void {
    const hold = this.open(contact);
    if (!hold) return;
    if (hold.said.length > 0 || this.#clock.monotonic() + ms > hold.deadline) this.release(contact);
    else this.#arm(contact, hold);
  }

  /** Answers the held webhook of a contact with what was said. */
  release(contact: string): void {
    const hold = this.#byContact.get(contact);
    if (!hold) return;
    this.#byContact.delete(contact);
    hold.release();
  }

  /** Answers every held webhook with what was said so far. */
  releaseAll(): void {
    for (const contact of Array.from(this.#byContact.keys())) this.release(contact);
  }

  /** Answers a webhook that has nothing to say. */
  answer(contact: string, hold: Hold): void {
    if (this.#byContact.get(contact) === hold) this.#byContact.delete(contact);
    hold.release();
  }

  fail(contact: string, arrived: Hold): void {
    const hold = arrived.current;
    if (this.#byContact.get(contact) === hold) this.#byContact.delete(contact);
    this.#bySid.delete(hold.sid);
    hold.fail();
  }

  /** The response was handed over whole: its texts are said. */
  async finished(hold: Hold): Promise<void> {
    hold.finish();
    if (hold.said.length > 0) await this.#store.markSaid({ ids: hold.said.map((one) => one.id), now: this.#clock.now() });
    this.#forget(hold);
  }

  /** The connection closed before that: a repeat may still fetch the answer. */
  closed(hold: Hold): void {
    hold.close();
    if (hold.answered) this.#waitForRepeat(hold);
  }

  #waitForRepeat(hold: Hold): void {
    if (hold.current !== hold) return;
    if (hold.said.length === 0) return this.#forget(hold);
    hold.cancelTimer();
    hold.cancelTimer = this.#clock.after(REPEAT_WAIT, () => void this.#reroute(hold));
  }

  async #reroute(hold: Hold): Promise<void> {
    await this.#store.reroute({ ids: hold.said.map((one) => one.id), now: this.#clock.now() });
    this.#forget(hold);
    this.#bell.ring(this.#clock.now());
  }

  #arm(contact: string, hold: Hold): void {
    hold.cancelTimer();
    const left = hold.deadline - this.#clock.monotonic();
    hold.cancelTimer = this.#clock.after(Math.max(0, left), () => {
      if (this.#byContact.get(contact) === hold) this.release(contact);
      else hold.release();
    });
  }

  #forget(hold: Hold): void {
    if (this.#bySid.get(hold.sid) === hold) this.#bySid.delete(hold.sid);
  }
}
