import type { Delivered } from '../channels/simulator/simulator.ts';
import type { TryEvent } from '../console/contract.ts';
import { statusOf } from '../engine/state.ts';
import type { Attributes } from '../engine/value.ts';
import type { TurnCommit } from '../runtime/store.ts';

/** More than a person reads; the oldest go. */
const MOST_KEPT = 5_000;
const HIDDEN = '•••';

type Without<T> = T extends unknown ? Omit<T, 'seq' | 'at'> : never;
type Happening = Without<TryEvent>;

/** What happened in a chat, in its order, for those who look on and those who come back. */
export class ChatEvents {
  readonly #now: () => number;
  readonly #listeners = new Set<(event: TryEvent) => void>();
  #events: TryEvent[] = [];
  #seq = 0;
  #attributes = '{}';

  /** `now` is the chat's own time. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(happening: Happening): void {
    this.#seq += 1;
    const event = { seq: this.#seq, at: new Date(this.#now()).toISOString(), ...happening };
    this.#events.push(event);
    if (this.#events.length > MOST_KEPT) this.#events = this.#events.slice(-MOST_KEPT / 2);
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells what happened after that one, and what happens from now on. The returned function stops it. */
  listen(after: number, listener: (event: TryEvent) => void): () => void {
    for (const event of this.#events) {
      if (event.seq > after) listener(event);
    }
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  turned({ conversation, trace, job }: TurnCommit): void {
    const { state, revision, secrets } = conversation;
    this.add({ type: 'trace', turn: revision + 1, entries: [...trace] as Extract<TryEvent, { type: 'trace' }>['entries'] });
    this.#tellAttributes(state.attributes, secrets);
    const until = job && job.kind !== 'call' ? new Date(job.dueAt).toISOString() : null;
    this.add({ type: 'timer', until, kind: job?.kind ?? null, step: state.step });
    this.add({ type: 'status', state: statusOf(state), step: state.step, outcome: state.outcome });
  }

  /** A text reached the phone of the chat, or another one. */
  delivered({ to, text, media, buttons }: Delivered, from: string): void {
    if (to === from) this.add({ type: 'out', text, media: [...media], buttons: [...buttons] });
    else this.add({ type: 'outbox', to, text, code: /(?<!\d)\d{4,10}(?!\d)/.exec(text)?.[0] ?? null });
  }

  optedOut(): void {
    this.add({ type: 'timer', until: null, kind: null, step: null });
    this.add({ type: 'status', state: 'ended', step: null, outcome: 'opted_out' });
  }

  #tellAttributes(attributes: Attributes, secrets: ReadonlySet<string>): void {
    const shown = Object.entries(attributes).map(([name, value]) => [name, secrets.has(name) && value !== null ? HIDDEN : value]);
    const values = Object.fromEntries(shown) as Extract<TryEvent, { type: 'attributes' }>['values'];
    const text = JSON.stringify(values);
    if (text === this.#attributes) return;
    this.#attributes = text;
    this.add({ type: 'attributes', values });
  }
}
