import { z } from 'zod';
import { isObject, keysOf } from '../raw.ts';

const transition = z.looseObject({
  event: z.string(),
  next: z.string().nullish(),
  conditions: z
    .array(
      z.looseObject({ type: z.string(), value: z.coerce.string().nullish(), arguments: z.array(z.coerce.string()).nullish() }),
    )
    .nullish(),
});

const state = z.looseObject({
  name: z.string().min(1),
  type: z.string().min(1),
  transitions: z.array(transition).default([]),
  properties: z.looseObject({}).default({}),
});

const definition = z.looseObject({
  description: z.string().nullish(),
  initial_state: z.string(),
  states: z.array(state).min(1),
});

/** A flow as Twilio Studio exports it. */
export type Definition = z.output<typeof definition>;
export type State = z.output<typeof state>;
export type Transition = z.output<typeof transition>;

/** Why a file is no flow that can be imported. */
export interface Refusal {
  readonly code: 'not-json' | 'not-studio' | 'legacy' | 'calls-only' | 'no-start';
  readonly reason: string;
  readonly fix: string;
}

/** Reads the text of a file that Studio exported. */
export function readDefinition(text: string): { readonly definition: Definition } | { readonly refusal: Refusal } {
  const json = parse(text);
  if (json === undefined) {
    const reason = 'The file is not JSON.';
    return {
      refusal: { code: 'not-json', reason, fix: 'Export the flow from Studio: Show Flow JSON in the settings of its trigger.' },
    };
  }
  // The API wraps a definition in the record of its flow.
  const found = isObject(json) && isObject(json['definition']) ? json['definition'] : json;
  if (isLegacy(found)) return { refusal: LEGACY };
  const result = definition.safeParse(found);
  if (!result.success) return { refusal: notStudio(result.error) };
  return { definition: result.data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Before 2019 the keys were written with capitals and states pointed to each other by uuids. */
function isLegacy(json: unknown): boolean {
  return keysOf(json).some((key) => /^(?:InitialState|States|initialState)$/.test(key));
}

const LEGACY: Refusal = {
  code: 'legacy',
  reason: 'This is the format that Studio wrote before 2019 (its keys begin with capitals), which names its states by uuids.',
  fix: 'Open the flow in Studio, publish it once, and export it again: it is then written in the format of today.',
};

function notStudio({ issues: [issue] }: z.ZodError): Refusal {
  const where = issue === undefined || issue.path.length === 0 ? 'the file' : `"${issue.path.join('.')}"`;
  return {
    code: 'not-studio',
    reason: `This is no flow definition of Twilio Studio: ${where} is not what it should be (${issue?.message ?? 'unknown'}).`,
    fix: 'Export the flow from Studio. A definition has "initial_state" and "states".',
  };
}

/** Where an event of a state leads; undefined where nothing is wired. */
export function targetOf({ transitions }: State, event: string): string | undefined {
  const next = transitions.find((one) => one.event === event && filled(one.next))?.next;
  return next ?? undefined;
}

export function filled(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text.trim() !== '';
}

/** A property that is a text or a number, as text; empty where there is none. */
export function propertyOf({ properties }: State, key: string): string {
  const value = properties[key];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
