import type { z } from 'zod';
import type { ApiAnswer } from './api.ts';
import type { Claim, Meanwhile, NotVerified, Say } from './effect.ts';
import type { InboundMessage, Secrecy } from './event.ts';
import type { Scope } from './scope.ts';
import type { NoReply } from './shapes.ts';
import type { Attributes, Value } from './value.ts';
import type { SayWords } from './wording.ts';

/**
 * What a step is told. After a `go` inside a turn the next step is told `entered`, never the same message again.
 * `taken_back`: the person of ours is done. `returned`: the flow it ran has ended.
 */
export type StepEvent =
  | { readonly type: 'entered' }
  | { readonly type: 'message'; readonly message: InboundMessage; readonly early: boolean }
  | { readonly type: 'time' }
  | { readonly type: 'taken_back' }
  | { readonly type: 'returned'; readonly outcome: string }
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
  /** The number of ours that the person writes to. */
  readonly ours: string;
  /** The countries that codes may be sent to; null: all. */
  readonly allowedCountries: readonly string[] | null;
  /** Wall time of this turn, in milliseconds. */
  readonly now: number;
  /** Says a default text, or what the flow says in its place, in the person's language. */
  readonly words: SayWords;
}

/** What a waiting step waits for. Durations are milliseconds. */
export type Wait =
  /** `within`: a step that sees to silence itself is told `time` when nobody has answered by then. */
  | { readonly for: 'message'; readonly within?: number }
  | { readonly for: 'time'; readonly after: number }
  /** A person of ours, for so long at most; then it is told `time`. */
  | { readonly for: 'person'; readonly after: number }
  | { readonly for: 'api'; readonly api: string; readonly meanwhile?: Meanwhile };

interface Said {
  readonly say?: readonly Say[];
  readonly set?: Attributes;
  /** Words for the trace. Never with a secret in them. */
  readonly note?: string;
  readonly claim?: Claim;
  readonly notVerified?: NotVerified;
}

/**
 * What a step decides. `go` without `to` goes on to the step's `next`; `fail` goes to the flow's `on_error`;
 * `run` runs the flow that the step names, and is told `returned` when that has ended;
 * `pass` says that an early message does not fit and stays unread.
 */
export type StepResult =
  | (Said & { readonly type: 'go'; readonly to?: string; readonly exit?: string; readonly endsAs?: string })
  | (Said & { readonly type: 'wait'; readonly wait: Wait; readonly memory?: Memory })
  | (Said & { readonly type: 'run' })
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
  saves?(config: ConfigOf<Shape>): readonly SavedAttribute[];
  /**
   * How a message that this step reads is to be kept: a code's digits hidden, or all of it. `secrets` are the names of secret
   * attributes. Without `reading`: the most it ever hides.
   */
  hides?(
    config: ConfigOf<Shape>,
    secrets: ReadonlySet<string>,
    reading?: { readonly message: InboundMessage; readonly memory: Memory },
  ): Secrecy;
  /** What happens when nobody answers this step; without it the flow's `no_reply` holds. */
  noReply?(config: ConfigOf<Shape>): NoReply | undefined;
  /** True when the step itself is told `time` when nobody answers; then no `no_reply` holds for it. */
  readonly mindsSilence?: boolean;
  /** True when every way through the step waits for a person or for time, so that a loop through it is no spin. */
  waits(config: ConfigOf<Shape>): boolean;
  /** Rules over the whole configuration that its shape cannot say. `path` is where in the step's JSON. */
  check?(config: ConfigOf<Shape>): readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
  /** The flow it runs, by its id. */
  runs?(config: ConfigOf<Shape>): string;
  /** Settings of the server that the step cannot work without. `path` is where in the step's JSON. */
  needs?(config: ConfigOf<Shape>): readonly { readonly setting: string; readonly path: readonly (string | number)[] }[];
  /** The APIs of the catalogue it calls. */
  calls?(config: ConfigOf<Shape>): readonly string[];
  /** APIs it calls that can do nothing without an attribute it sets for them. `path` is where in the step's JSON it names the API. */
  hands?(config: ConfigOf<Shape>): readonly HandedAttribute[];
}

/** An attribute that a step sets for an API to read. */
export interface HandedAttribute {
  readonly api: string;
  readonly attribute: string;
  readonly path: readonly (string | number)[];
}

/** An attribute that a step sets. `lasting`: it is kept for the person's later conversations. */
export interface SavedAttribute {
  readonly name: string;
  readonly secret: boolean;
  readonly lasting?: boolean;
}

export type ConfigOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** Defines a step type. One folder and one line in the list of `steps/index.ts` make it part of the language. */
export function defineStep<Type extends string, Shape extends z.ZodRawShape>(
  definition: StepDefinition<Type, Shape>,
): StepDefinition<Type, Shape> {
  return definition;
}
