import type { z } from 'zod';
import type { ApiAnswer } from './api.ts';
import type { Say } from './effect.ts';
import type { InboundMessage, Secrecy } from './event.ts';
import type { Scope } from './scope.ts';
import type { NoReply } from './shapes.ts';
import type { Attributes, Value } from './value.ts';

/** What a step is told. After a `go` inside a turn the next step is told `entered`, never the same message again. */
export type StepEvent =
  | { readonly type: 'entered' }
  | { readonly type: 'message'; readonly message: InboundMessage; readonly early: boolean }
  | { readonly type: 'time' }
  | { readonly type: 'api'; readonly answer: ApiAnswer };

/** What a step keeps between its own events while it waits. */
export type Memory = Readonly<Record<string, Value>>;

/** What a step may look at. */
export interface StepContext {
  readonly scope: Scope;
  /** What the step itself kept when it last waited; empty when it was just entered. */
  readonly memory: Memory;
  /** The default region for phone numbers: the country of our own number. */
  readonly country: string | undefined;
}

/** What a waiting step waits for. Durations are milliseconds. */
export type Wait =
  | { readonly for: 'message' }
  | { readonly for: 'time'; readonly after: number }
  | { readonly for: 'api'; readonly api: string };

interface Said {
  readonly say?: readonly Say[];
  readonly set?: Attributes;
  /** Words for the trace. Never with a secret in them. */
  readonly note?: string;
}

/**
 * What a step decides. `go` without `to` goes on to the step's `next`; `fail` goes to the flow's `on_error`;
 * `pass` says that an early message does not fit and stays unread.
 */
export type StepResult =
  | (Said & { readonly type: 'go'; readonly to?: string; readonly exit?: string; readonly endsAs?: string })
  | (Said & { readonly type: 'wait'; readonly wait: Wait; readonly memory?: Memory })
  | (Said & { readonly type: 'end'; readonly outcome: string })
  | (Said & { readonly type: 'fail'; readonly reason: string })
  | { readonly type: 'pass'; readonly note?: string };

/** One way out of a step, for the checker and the diagram. `path` is where the target stands in the step's JSON. */
export interface Exit {
  readonly name: string;
  /** Undefined: the step's `next`, or the step written after it. */
  readonly to: string | undefined;
  readonly path: readonly (string | number)[];
}

export interface StepDefinition<Type extends string = string, Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly type: Type;
  /** A few words for palettes and reference pages. */
  readonly title: string;
  /** The step's own keys, beside `id` and `type`. `next` is a key like any other: a step that never goes on has none. */
  readonly config: Shape;
  exits(config: ConfigOf<Shape>): readonly Exit[];
  step(config: ConfigOf<Shape>, event: StepEvent, context: StepContext): StepResult;
  /** Attributes the step sets, with those that are secret by their nature. */
  saves?(config: ConfigOf<Shape>): readonly { readonly name: string; readonly secret: boolean }[];
  /** How the messages that this step reads are to be kept: a code's digits hidden, or all of it. */
  hides?(config: ConfigOf<Shape>): Secrecy;
  /** What happens when nobody answers this step; without it the flow's `no_reply` holds. */
  noReply?(config: ConfigOf<Shape>): NoReply | undefined;
  /** True when every way through the step waits for a person or for time, so that a loop through it is no spin. */
  waits(config: ConfigOf<Shape>): boolean;
  /** Rules over the whole configuration that its shape cannot say. `path` is where in the step's JSON. */
  check?(config: ConfigOf<Shape>): readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
  /** The APIs of the catalogue it calls. */
  calls?(config: ConfigOf<Shape>): readonly string[];
}

export type ConfigOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** Defines a step type. One folder and one line in the list of `steps/index.ts` make it part of the language. */
export function defineStep<Type extends string, Shape extends z.ZodRawShape>(
  definition: StepDefinition<Type, Shape>,
): StepDefinition<Type, Shape> {
  return definition;
}
