import type { Clock } from '../../runtime/ports.ts';

const MOST_KEPT = 200;
/** Explanations in one second. */
const MOST_EXPLAINED = 5;

/** A webhook as it was met. `at` is wall time in milliseconds. */
export interface MetWebhook {
  readonly at: number;
  readonly outcome: 'accepted' | 'repeated' | 'refused';
  readonly reason: string | null;
  /** The address whose signature was compared. */
  readonly urlChecked: string;
  /** The address that was signed, where it is another one that we can find out. */
  readonly signedFor: string | null;
  /** What to do about it. */
  readonly hint: string | null;
}

/** The latest webhooks, in memory only, with what became of them: nothing of what stood in them. */
export class WebhookLog {
  readonly #clock: Pick<Clock, 'now'>;
  #met: MetWebhook[] = [];
  #sids = new Set<string>();
  #second = 0;
  #explained = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The last one first. */
  get latest(): readonly MetWebhook[] {
    return this.#met.toReversed();
  }

  /** A signed one. `key` is the same when Twilio sends it once more. */
  accepted(urlChecked: string, key: string): void {
    const outcome = this.#sids.has(key) ? 'repeated' : 'accepted';
    if (this.#sids.size >= MOST_KEPT) this.#sids = new Set([...this.#sids].slice(MOST_KEPT / 2));
    this.#sids.add(key);
    this.#add({ outcome, reason: null, urlChecked, signedFor: null, hint: null });
  }

  /** Whether there is time to look for the reason of a refusal. */
  mayExplain(): boolean {
    const second = Math.floor(this.#clock.now() / 1_000);
    if (second !== this.#second) this.#explained = 0;
    this.#second = second;
    this.#explained++;
    return this.#explained <= MOST_EXPLAINED;
  }

  refused(refusal: Omit<MetWebhook, 'at' | 'outcome'>): void {
    this.#add({ outcome: 'refused', ...refusal });
  }

  #add(met: Omit<MetWebhook, 'at'>): void {
    this.#met.push({ at: this.#clock.now(), ...met });
    if (this.#met.length > MOST_KEPT) this.#met.shift();
  }
}
