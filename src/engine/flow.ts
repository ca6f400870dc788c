import type { InboundMessage, Secrecy } from './event.ts';
import type { ChannelName } from './scope.ts';
import type { NoReply, Text } from './shapes.ts';
import type { Exit, Memory, StepContext, StepEvent, StepResult } from './step.ts';
import type { Value } from './value.ts';
import type { OwnWording } from './wording.ts';

/** One step of a compiled flow, its definition and its configuration bound together. */
export interface Step {
  readonly id: string;
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Where it goes on: its `next`, else the step written after it, else "end". */
  readonly next: string;
  readonly exits: readonly Exit[];
  readonly mindsSilence: boolean;
  readonly noReply: NoReply | undefined;
  /** The flow that it runs, where it runs one. */
  readonly subflow: Flow | undefined;
  /** How a message that it reads while it remembers `memory` is to be kept, where these attributes are secret. */
  hides(reading: { readonly message: InboundMessage; readonly memory: Memory }, secrets: ReadonlySet<string>): Secrecy;
  run(event: StepEvent, context: StepContext): StepResult;
}

export interface Trigger {
  /** Folded as `foldKeyword` does. */
  readonly keywords: readonly string[];
  readonly default: boolean;
  readonly interrupts: boolean;
  readonly channels: readonly ChannelName[];
  /** Our numbers it serves, without channel prefix; empty: all. */
  readonly to: readonly string[];
}

export interface Command {
  /** Folded as `foldKeyword` does. */
  readonly keywords: readonly string[];
  /** The captures it works at; null: all. */
  readonly at: ReadonlySet<string> | null;
  readonly next: string;
}

export interface AttributeDeclaration {
  readonly secret: boolean;
  readonly lifetime: 'conversation' | 'contact';
  readonly default: Value | undefined;
}

/** A flow compiled once: everything a turn needs, and nothing to parse. */
export interface Flow {
  readonly id: string;
  readonly name: string;
  /** Hash of the content, that of the flows it calls included. */
  readonly version: string;
  readonly trigger: Trigger;
  readonly commands: readonly Command[];
  /** Its own declarations, and those of the flows it calls that it does not declare itself. */
  readonly attributes: ReadonlyMap<string, AttributeDeclaration>;
  /** Names that are masked wherever they are shown: declared so, or saved by a capture of a code, here or in the flows it calls. */
  readonly secrets: ReadonlySet<string>;
  readonly noReply: NoReply | null;
  readonly onError: Text | null;
  /** What it says in place of the default texts. */
  readonly wording: OwnWording;
  readonly first: string;
  readonly steps: ReadonlyMap<string, Step>;
  /** True when some template reads `message`, so that it is kept between turns. */
  readonly readsMessage: boolean;
}
