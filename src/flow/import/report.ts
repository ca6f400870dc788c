import type { Definition } from './definition.ts';
import type { Start } from './start.ts';
import type { States } from './states.ts';
import type { Converted } from './widget.ts';

/** Something of the original that is not as it was. `place` is the state it stands in. */
export interface Loss {
  readonly state: string;
  readonly what: string;
}

/** A transition of the original that leads nowhere. */
export interface DeadEnd {
  readonly state: string;
  readonly event: string;
  /** False where the flow goes on here: Studio ended when a text could not be sent, which Parley learns of later. */
  readonly ends: boolean;
}

/** What a state became; no steps where nothing that was taken over leads to it. */
export interface StateReport {
  readonly state: string;
  readonly widget: string;
  readonly steps: readonly { readonly id: string; readonly type: string }[];
  /** The id of the API it calls. */
  readonly api: string | null;
}

/** An attribute that is read and never set, with the variable of Studio that it was. */
export interface Unset {
  readonly attribute: string;
  readonly was: string;
}

/** All that an import has to say. */
export interface ImportReport {
  readonly flow: string;
  /** The event of the trigger that the flow was taken over from. */
  readonly startedBy: string;
  readonly states: readonly StateReport[];
  readonly losses: readonly Loss[];
  readonly deadEnds: readonly DeadEnd[];
  /** What nothing in the flow sets: give it when the conversation is started. */
  readonly given: readonly Unset[];
  readonly notes: readonly string[];
}

/** What an import knows when all is written. */
interface Done {
  readonly id: string;
  readonly definition: Definition;
  readonly start: Start;
  readonly states: States;
  readonly converted: ReadonlyMap<string, Converted>;
  /** The steps from which a loop led back that got a pause. */
  readonly paused: readonly string[];
  readonly unset: readonly Unset[];
  readonly startNote: string;
}

export function reportOf({ id, definition, start, states, converted, paused, unset, startNote }: Done): ImportReport {
  const inOrder = inOrderOf(definition);
  const starts = start.others.map(({ event, state }) => `The trigger's ${event} led to "${state}", which was not taken over.`);
  const pauses = paused.map(
    (step) => `From the step "${step}" a loop led back without ever waiting. A pause of 5s is in it now.`,
  );
  return {
    flow: id,
    startedBy: start.event,
    states: definition.states.filter(({ type }) => type !== 'trigger').map((state) => stateReport(state, converted)),
    losses: inOrder(states.losses),
    deadEnds: inOrder(states.deadEnds),
    given: unset.filter(({ attribute }) => !states.variables.lost.has(attribute)),
    notes: [startNote, ...starts, ...pauses, ...(states.variables.saves.size === 0 ? [] : [ANSWERS])],
  };
}

const ANSWERS =
  'Values are read from answers of APIs. An answer that is not JSON fails such a call, where Studio went on without a value.';

function stateReport({ name, type }: Definition['states'][number], converted: ReadonlyMap<string, Converted>): StateReport {
  const { steps = [], api } = converted.get(name) ?? {};
  return { state: name, widget: type, steps: steps.map((step) => ({ id: step.id, type: step.type })), api: api?.id ?? null };
}

/** Sorts what is told of states as the definition lists them. */
function inOrderOf({ states }: Definition): <T extends { readonly state: string }>(told: readonly T[]) => readonly T[] {
  const places = new Map(states.map(({ name }, index) => [name, index]));
  return (told) => told.toSorted((a, b) => (places.get(a.state) ?? 0) - (places.get(b.state) ?? 0));
}
