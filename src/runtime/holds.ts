import type { Bell } from './bell.ts';
import type { Hold } from './hold.ts';
import type { Clock, ContactKey } from './ports.ts';
import type { Store } from './store.ts';

/** How long an answer that did not get out waits for a repeat of its webhook before it goes by the channel. */
const REPEAT_WAIT = 15_000;
const TRY_AGAIN = 5_000;

/** One text for each contact. */
export function contactKeyText({ ours, channel, theirs }: ContactKey): string {
  return `${channel} ${ours} ${theirs}`;
}

/** The webhooks that are being answered: at most one of each contact is held, and what is said goes out on that one. */
export class Holds {
  readonly #byContact = new Map<string, Hold>();
  readonly #bySid = new Map<string, { readonly contact: string; readonly hold: Hold }>();
  readonly #store: Pick<Store, 'markSaid' | 'reroute'>;
  readonly #clock: Clock;
  readonly #bell: Bell;
  readonly #marking = new Set<Promise<void>>();
  #stopping = false;

  constructor(parts: { store: Pick<Store, 'markSaid' | 'reroute'>; clock: Clock; bell: Bell }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#bell = parts.bell;
  }

  /** How many webhooks have not been answered yet. */
  get size(): number {
    return this.#byContact.size;
  }

  /** The answer of that webhook is not settled yet. */
  knows(sid: string): boolean {
    return this.#bySid.has(sid);
  }

  /** Takes a webhook up. A repeat of one that is being answered gets nothing, or takes over where the first was lost. */
  arrive(contact: string, hold: Hold): 'new' | 'repeat' {
    void hold.answer.then(({ as }) => {
      if (as === 'said' && hold.state === 'lost') this.#waitForRepeat(hold);
    });
    const earlier = this.#bySid.get(hold.sid)?.hold;
    if (!earlier) {
      this.#bySid.set(hold.sid, { contact, hold });
      return 'new';
    }
    if (earlier.state !== 'lost') {
      hold.release();
      return 'repeat';
    }
    const wasAnswered = earlier.answered;
    earlier.passTo(hold);
    this.#bySid.set(hold.sid, { contact, hold });
    if (this.#byContact.get(contact) === earlier) this.#byContact.set(contact, hold);
    if (wasAnswered) hold.release();
    else this.#arm(contact, hold);
    return 'repeat';
  }

  /** The hold that takes what is said to a contact now; this one becomes it when there is no other. Null when it was answered meanwhile. */
  claim(contact: string, arrived: Hold): Hold | null {
    const hold = arrived.current;
    const other = this.open(contact);
    if (other) return other;
    if (hold.answered) return null;
    this.release(contact);
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
    const hold = this.#stillOpen(contact);
    if (hold) this.#arm(contact, hold);
  }

  /** The conversation waits for time. A text that waits is not held back by a pause, nor a webhook by one it cannot outlast. */
  waitForDelay(contact: string, ms: number): void {
    const hold = this.#stillOpen(contact);
    if (!hold) return;
    if (hold.said.length > 0 || this.#clock.monotonic() + ms > hold.deadline) this.release(contact);
    else this.#arm(contact, hold);
  }

  /** One whose connection closed meanwhile is let go: a repeat or the channel takes what was said on it. */
  #stillOpen(contact: string): Hold | null {
    const hold = this.open(contact);
    if (!hold) this.release(contact);
    return hold;
  }

  /** Answers the held webhook of a contact with what was said. */
  release(contact: string): void {
    const hold = this.#byContact.get(contact);
    if (!hold) return;
    this.#byContact.delete(contact);
    hold.release();
  }

  /** Someone has opted out: what was to be said to them on webhooks is taken back, and those that are held say nothing. */
  silence(contact: string): void {
    for (const { contact: whose, hold } of Array.from(this.#bySid.values())) {
      if (whose !== contact || hold.said.length === 0 || hold.state === 'finished') continue;
      if (hold.state === 'answered') hold.muted = true;
      else this.#silence(hold);
    }
    this.release(contact);
  }

  #silence(hold: Hold): void {
    const ids = hold.said.map((one) => one.id);
    hold.said = [];
    void this.#takeBack(ids);
    if (hold.state !== 'lost') return;
    hold.cancelTimer();
    this.#forget(hold);
  }

  /** Resolves when no webhook is held any more. Those that are will be, by their deadlines. */
  async drained(): Promise<void> {
    while (this.#byContact.size > 0) await Promise.all([...this.#byContact.values()].map((hold) => hold.answer));
  }

  /** Answers every held webhook with what was said so far. */
  releaseAll(): void {
    for (const contact of Array.from(this.#byContact.keys())) this.release(contact);
  }

  /** Answers a webhook that has nothing to say. */
  answer(contact: string, hold: Hold): void {
    if (this.#byContact.get(contact) === hold) this.#byContact.delete(contact);
    hold.release();
    if (hold.state === 'lost') this.#waitForRepeat(hold);
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
    if (hold.said.length > 0) {
      const ids = hold.said.map((one) => one.id);
      const marked = this.#insist((now) => this.#store.markSaid({ ids, now }));
      this.#marking.add(marked);
      await marked;
      this.#marking.delete(marked);
    }
    this.#forget(hold);
  }

  /** Resolves when all that was said is recorded as said, or the store does not take it: then the next start looks into it. */
  async settled(): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(this.#marking);
  }

  /** The connection closed before that: a repeat may still fetch the answer. */
  closed(hold: Hold): void {
    hold.close();
    if (hold.muted) this.#silence(hold);
    else if (hold.answered) this.#waitForRepeat(hold);
  }

  #waitForRepeat(hold: Hold): void {
    if (hold.current !== hold) return;
    if (hold.said.length === 0) return this.#forget(hold);
    hold.cancelTimer();
    hold.cancelTimer = this.#clock.after(REPEAT_WAIT, () => void this.#reroute(hold));
  }

  async #reroute(hold: Hold): Promise<void> {
    await this.#takeBack(hold.said.map((one) => one.id));
    this.#forget(hold);
  }

  async #takeBack(ids: readonly number[]): Promise<void> {
    await this.#insist((now) => this.#store.reroute({ ids, now }));
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

  /** What became of an answer is known only here, so it is told to the store until the store takes it. */
  async #insist(tell: (now: number) => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await tell(this.#clock.now());
        return;
      } catch {
        if (this.#stopping) return;
        await new Promise<void>((resolve) => void this.#clock.after(TRY_AGAIN, resolve));
      }
    }
  }

  #forget(hold: Hold): void {
    if (this.#bySid.get(hold.sid)?.hold === hold) this.#bySid.delete(hold.sid);
  }
}
