import type { TryEvent } from '../../../contract.ts';
import type { Turn } from '../../trace/changes.ts';

type Of<Type extends TryEvent['type']> = Extract<TryEvent, { type: Type }>;

/** A timer that runs, and when the browser heard of it: the chat has a clock of its own that can be skipped ahead. */
export type RunningTimer = Of<'timer'> & { readonly until: string; readonly heardAt: number };

/** What is known of a chat, from all its events so far. */
export interface TryState {
  readonly lastSeq: number;
  readonly messages: readonly (Of<'in'> | Of<'out'>)[];
  /** Messages and turns in the order they came. */
  readonly story: readonly (Of<'in'> | Of<'out'> | Of<'outbox'> | Of<'trace'>)[];
  readonly turns: readonly Turn[];
  readonly outbox: readonly Of<'outbox'>[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Attributes whose value the last event changed. */
  readonly changed: ReadonlySet<string>;
  readonly timer: RunningTimer | null;
  readonly status: Of<'status'> | null;
}

export const NO_TRY: TryState = {
  lastSeq: 0,
  messages: [],
  story: [],
  turns: [],
  outbox: [],
  attributes: {},
  changed: new Set(),
  timer: null,
  status: null,
};

/** The state after one more event. One that was heard before, after a lost connection, changes nothing. */
export function hear(before: TryState, event: TryEvent, heardAt: number): TryState {
  if (event.seq <= before.lastSeq) return before;
  const state = { ...before, lastSeq: event.seq };
  if (event.type === 'in' || event.type === 'out') {
    return { ...state, messages: [...state.messages, event], story: [...state.story, event] };
  }
  if (event.type === 'outbox') return { ...state, outbox: [...state.outbox, event], story: [...state.story, event] };
  if (event.type === 'trace') return { ...state, turns: [...state.turns, event], story: [...state.story, event] };
  if (event.type === 'timer') return { ...state, timer: runningOf(event, heardAt) };
  if (event.type === 'attributes')
    return { ...state, attributes: event.values, changed: changesOf(state.attributes, event.values) };
  return { ...state, status: event };
}

/** How many milliseconds are left of a timer, by the browser's clock; never less than 0. */
export function leftOf(timer: RunningTimer, now: number): number {
  const whole = Date.parse(timer.until) - Date.parse(timer.at);
  return Math.max(0, whole - (now - timer.heardAt));
}

/** What is asked of the chat so that it does not wait any longer. Only a pause can be ended before its time is up. */
export function skipping(timer: RunningTimer, now: number): [path: string, body?: { readonly by: string }] {
  return timer.kind === 'delay' ? ['/skip'] : ['/advance', { by: `${leftOf(timer, now) + 1_000}ms` }];
}

function runningOf(event: Of<'timer'>, heardAt: number): RunningTimer | null {
  return event.until === null ? null : { ...event, until: event.until, heardAt };
}

function changesOf(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  return new Set(Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])));
}
