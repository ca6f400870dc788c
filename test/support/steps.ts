import { z } from 'zod';
import type { InboundMessage, Secrecy } from '../../src/engine/event.ts';
import type { Exit, StepContext, StepDefinition, StepEvent, StepResult } from '../../src/engine/step.ts';
import type { Attributes } from '../../src/engine/value.ts';
import { sayWords } from '../../src/engine/wording.ts';
import { type Kind, kindKeys, type Reading } from '../../src/steps/capture/kinds/kind.ts';
import { inbound, scopeOf, WORLD } from './engine.ts';

/** One step as a flow has it: its keys read, its definition bound to them. */
export interface ConfiguredStep {
  readonly exits: readonly Exit[];
  readonly waits: boolean;
  /** What is wrong with the keys together, in words. */
  readonly problems: readonly string[];
  readonly saves: readonly { readonly name: string; readonly secret: boolean }[];
  readonly calls: readonly string[];
  /** How the messages it reads are to be kept. */
  readonly hides: Secrecy;
  enter(attributes?: Attributes): StepResult;
  run(event: StepEvent, context?: Partial<StepContext>): StepResult;
  /** Reads a message that answers the step, or with `early` one that was typed before the step was reached. */
  read(
    message: string | InboundMessage,
    more?: { readonly early?: boolean; readonly context?: Partial<StepContext> },
  ): StepResult;
}

/** @throws ZodError when the keys are not of the step's shape. */
export function stepOf<Shape extends z.ZodRawShape>(definition: StepDefinition<string, Shape>, keys: object): ConfiguredStep {
  const config = z.strictObject(definition.config).parse(keys) as z.output<z.ZodObject<Shape>>;
  const run: ConfiguredStep['run'] = (event, context) => definition.step(config, event, contextOf(context));
  return {
    exits: definition.exits(config),
    waits: definition.waits(config),
    problems: (definition.check?.(config) ?? []).map((one) => one.message),
    saves: definition.saves?.(config) ?? [],
    calls: definition.calls?.(config) ?? [],
    hides: definition.hides?.(config, new Set()) ?? 'open',
    run,
    enter: (attributes) => run({ type: 'entered' }, { scope: scopeOf(attributes) }),
    read: (message, { early = false, context } = {}) => run({ type: 'message', message: messageOf(message), early }, context),
  };
}

/** Whether these keys are of the step's shape. */
export function takes(definition: StepDefinition, keys: object): boolean {
  return z.strictObject(definition.config).safeParse(keys).success;
}

/** What one kind of capture makes of a message. */
export function readAs(kind: Kind, keys: object, message: string | InboundMessage, context?: Partial<StepContext>): Reading {
  return kind.read(z.strictObject(kindKeys).parse(keys), messageOf(message), contextOf(context));
}

function contextOf(context: Partial<StepContext> = {}): StepContext {
  const scope = context.scope ?? scopeOf();
  const { now, wording } = WORLD;
  return {
    memory: {},
    country: undefined,
    ours: '+14155550000',
    allowedCountries: null,
    now,
    words: sayWords({}, wording, scope),
    ...context,
    scope,
  };
}

function messageOf(message: string | InboundMessage): InboundMessage {
  return typeof message === 'string' ? inbound(message) : message;
}
