import type { Exit, SavedAttribute, StepDefinition } from '../engine/step.ts';
import type { Value } from '../engine/value.ts';
import { STEP_BY_TYPE } from '../steps/index.ts';
import type { ParsedStep } from './compile.ts';
import { field, keysOf } from './raw.ts';
import { type Read, readsOf, readsOfRaw } from './reads.ts';
import { salvage } from './salvage.ts';
import { type Found, templatesIn } from './templates-in.ts';

type Config = Readonly<Record<string, unknown>>;

/** What the checks look at in a step, however broken it is. */
export interface StepOutline {
  readonly index: number;
  readonly raw: Value;
  readonly id: string | undefined;
  /** Undefined when there is no step of that type. */
  readonly definition: StepDefinition | undefined;
  /** Asks the step's definition something; null when there is none, or when the answer hangs on a key that did not compile. */
  ask<T>(question: (definition: StepDefinition, config: Config) => T): T | null;
  readonly exits: readonly Exit[];
  /** False when the step may have exits that could not be read. */
  readonly exitsKnown: boolean;
  readonly saves: readonly SavedAttribute[];
  readonly calls: readonly string[];
  /** The flow it runs, by its id. */
  readonly runs: string | undefined;
  readonly reads: readonly Read[];
  /** Every template and condition in it that compiled. */
  readonly templates: readonly Found[];
}

/** `parsed` is null when the step did not compile; then it is read as far as can be. */
export function outlineStep(raw: Value, index: number, parsed: ParsedStep | null, document: Value): StepOutline {
  const type = field(raw, 'type');
  const definition = parsed?.definition ?? (typeof type === 'string' ? STEP_BY_TYPE.get(type) : undefined);
  const id = field(raw, 'id');
  const base = { index, raw, id: typeof id === 'string' ? id : undefined, definition };
  const path = ['steps', index];
  if (!definition) {
    const reads = readsOfRaw(raw, path);
    return {
      ...base,
      ask: () => null,
      exits: plainExits(raw),
      exitsKnown: false,
      saves: guessSaves(raw),
      calls: [],
      runs: undefined,
      reads,
      templates: [],
    };
  }
  const { values, broken } = parsed ? { values: parsed.config, broken: new Set<string>() } : salvage(definition.config, raw);
  const config = withoutBroken(values, broken);
  const ask = <T>(question: (definition: StepDefinition, config: Config) => T) => attempt(() => question(definition, config));
  const templates = templatesIn(values, path);
  const reads = [...readsOf(templates, document), ...[...broken].flatMap((key) => readsOfRaw(field(raw, key), [...path, key]))];
  const runs = ask((one, values) => one.runs?.(values)) ?? undefined;
  return { ...base, ask, runs, ...readWays(ask, definition, raw as unknown as Config), reads, templates };
}

class BrokenKey extends Error {}

/** The configuration with its broken keys put out of reach, so that no answer is built on them. */
function withoutBroken(values: Config, broken: ReadonlySet<string>): Config {
  if (broken.size === 0) return values;
  const config = { ...values };
  for (const key of broken) {
    Object.defineProperty(config, key, {
      get: () => {
        throw new BrokenKey(key);
      },
    });
  }
  return config;
}

/** Where the compiled keys do not answer, the JSON itself often does: these questions need little of it. */
function readWays(
  ask: StepOutline['ask'],
  definition: StepDefinition,
  raw: Config,
): Pick<StepOutline, 'exits' | 'exitsKnown' | 'saves' | 'calls'> {
  const exits =
    ask((one, config) => one.exits(config)) ??
    attempt(() => definition.exits(raw).filter(({ to }) => to === undefined || typeof to === 'string'));
  const saves =
    ask((one, config) => one.saves?.(config) ?? []) ??
    attempt(() => definition.saves?.(raw).filter(({ name }) => typeof name === 'string'));
  const calls =
    ask((one, config) => one.calls?.(config) ?? []) ??
    attempt(() => definition.calls?.(raw).filter((id) => typeof id === 'string'));
  return { exits: exits ?? plainExits(raw as Value), exitsKnown: exits !== null, saves: saves ?? [], calls: calls ?? [] };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function plainExits(raw: Value): Exit[] {
  const next = field(raw, 'next');
  return [{ name: 'next', to: typeof next === 'string' ? next : undefined, path: ['next'] }];
}

function guessSaves(raw: Value): StepOutline['saves'] {
  const save = field(raw, 'save');
  const names = typeof save === 'string' ? [save] : [...keysOf(save), ...keysOf(field(raw, 'attributes'))];
  return names.map((name) => ({ name, secret: false }));
}
