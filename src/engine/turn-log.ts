import { maskValues } from '../lib/mask.ts';
import type { Button } from './buttons.ts';
import type { Effect } from './effect.ts';
import type { InboundMessage, Secrecy } from './event.ts';
import type { Flow } from './flow.ts';
import { hideIn } from './says.ts';
import { HiddenValues } from './secrecy.ts';
import type { ConversationState, KeptView } from './state.ts';
import { maskTrace, type TraceEntry } from './trace.ts';
import type { ReadMessage, Turn } from './turn.ts';
import type { Attributes } from './value.ts';

/** What a turn gathers on its way: what is to be done, what it did and why, and what of it must not be shown. */
export class TurnLog {
  readonly #root: Flow;
  readonly #effects: Effect[] = [];
  readonly #trace: TraceEntry[] = [];
  readonly #read: ReadMessage[] = [];
  readonly #hidden: HiddenValues;

  constructor(root: Flow, state: ConversationState) {
    this.#root = root;
    this.#hidden = new HiddenValues(root.secrets, state);
  }

  effect(...effects: readonly Effect[]): void {
    this.#effects.push(...effects);
  }

  read(message: InboundMessage, as: ReadMessage['as'], hides: Secrecy): void {
    this.#read.push({ message, as, hides });
  }

  /** Steps of a flow that was called are named with it. */
  note(entry: TraceEntry, flow: Flow): void {
    this.#trace.push(flow === this.#root ? entry : namedWith(flow.id, entry));
  }

  hideAttributes(attributes: Attributes): void {
    this.#hidden.addAttributes(attributes);
  }

  hideMessage(view: KeptView | null): void {
    this.#hidden.addMessage(view);
  }

  turn(state: ConversationState, unread: Turn['unread']): Turn {
    const secrets = this.#hidden.values;
    const effects = secrets.length === 0 ? this.#effects : this.#effects.map((effect) => hideIn(effect, secrets));
    return {
      state: state.offered.length === 0 ? state : { ...state, offered: state.offered.map((one) => hideLabel(one, secrets)) },
      effects,
      trace: maskTrace(this.#trace, this.#root.secrets, secrets),
      read: this.#read,
      unread,
    };
  }
}

/** A label with a secret in it is kept without: its number and its value still answer. */
function hideLabel({ label, value }: Button, secrets: readonly string[]): Button {
  return { label: maskValues(label, secrets), value };
}

function namedWith(flow: string, entry: TraceEntry): TraceEntry {
  const named = (id: string) => (id === 'end' ? id : `${flow}/${id}`);
  const step = entry.step === null ? null : named(entry.step);
  return { ...entry, step, ...(entry.to === undefined ? {} : { to: named(entry.to) }) };
}
