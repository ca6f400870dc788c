import type { Value } from '../../engine/value.ts';
import type { State } from './definition.ts';
import type { Place } from './variables.ts';

export type Json = Readonly<Record<string, Value>>;

/** One step as it is written into the flow's file. */
export type StepJson = Json & { readonly id: string; readonly type: string };

/** What a state became: its steps, the first one under the state's own id, and the files that they need. */
export interface Converted {
  readonly steps: readonly StepJson[];
  readonly api?: { readonly id: string; readonly json: Json };
  /** A flow that a step calls and that has yet to be imported. */
  readonly subflow?: { readonly id: string; readonly name: string };
}

/** What a widget is converted with. It notes what is lost and what leads nowhere. */
export interface WidgetContext {
  /** The id of the state's first step. */
  readonly id: string;
  /** An id for a further step of the same state. */
  anotherId(wish: string): string;
  /** A template of Studio as one of ours. */
  template(source: string, place: Place): string;
  /** The step that an event leads to, or "end"; a dead end is noted. */
  target(event: string): string;
  /** The same for a state by its name, as one of several transitions of an event names it. */
  stepOf(state: string | null | undefined, event: string): string;
  /** The attribute that a variable of Studio is kept in. */
  readonly attributes: {
    variable(key: string): string;
    given(key: string): string;
    reply(state: string): string;
  };
  /** An id for a file of this flow's own. */
  fileId(wish: string): string;
  /** What the only assignment in the flow puts into a variable, if it is a plain text. */
  constant(key: string): string | undefined;
  lose(what: string): void;
  /** Notes that events lead elsewhere than to the step where the flow now goes on. */
  loseEvents(events: readonly string[], wentOn: string, why: string): void;
}

/** A kind of state of Studio, and what it becomes. */
export interface Widget {
  readonly types: readonly string[];
  /** It waits for an answer of the person, which others read. */
  readonly asks?: boolean;
  /** It calls an API, whose answer others read. */
  readonly calls?: boolean;
  convert(state: State, context: WidgetContext): Converted;
}
