import type { Value } from '../engine/value.ts';
import { apiSchema } from './api-schema.ts';
import type { ApiDraft, FlowDraft } from './draft.ts';
import { flowHead } from './flow-schema.ts';
import type { JsonDocument } from './json.ts';
import { field, isObject, itemsOf, keysOf, type Path, type RawObject, textsOf } from './raw.ts';
import { type Read, readsOf, readsOfRaw } from './reads.ts';
import { salvage } from './salvage.ts';
import { outlineStep, type StepOutline } from './step-outline.ts';
import { type Found, templatesIn } from './templates-in.ts';

/** A text of the file that names something, and where it stands. */
export interface Named {
  readonly text: string;
  readonly path: Path;
}

/** What the checks look at in a flow, however broken its file is. */
export interface FlowOutline {
  readonly id: string;
  readonly document: JsonDocument;
  readonly steps: readonly StepOutline[];
  /** The flows that its steps run, by their ids. */
  readonly runs: ReadonlySet<string>;
  /** Null: a subflow, which no message starts. */
  readonly trigger: TriggerOutline | null;
  readonly commands: readonly {
    readonly keywords: readonly Named[];
    readonly at: readonly Named[];
    readonly next: Named | undefined;
  }[];
  readonly noReplyNext: Named | undefined;
  /** Declared attributes by name. */
  readonly declared: ReadonlyMap<string, Declared>;
  /** What texts outside the steps read. */
  readonly reads: readonly Read[];
  /** Every template outside the steps that compiled. */
  readonly templates: readonly Found[];
}

interface Declared {
  readonly secret: boolean;
  /** Its value before this flow sets it may come from a default or from an earlier conversation. */
  readonly begins: boolean;
  readonly default: Value | undefined;
}

export interface TriggerOutline {
  readonly keywords: readonly Named[];
  readonly isDefault: boolean;
  readonly channels: readonly string[];
  /** Our numbers, without channel prefix; empty: all. */
  readonly to: readonly string[];
}

/** Each draft is outlined once, however many checks look at it. */
const flowOutlines = new WeakMap<FlowDraft, FlowOutline | null>();

/** Null when the file holds no JSON object, so that nothing can be said about it. */
export function outlineFlow(draft: FlowDraft): FlowOutline | null {
  const known = flowOutlines.get(draft);
  if (known !== undefined) return known;
  const outline = readFlow(draft);
  flowOutlines.set(draft, outline);
  return outline;
}

function readFlow(draft: FlowDraft): FlowOutline | null {
  const { value } = draft.document;
  if (!isObject(value)) return null;
  const steps = itemsOf(value['steps']).map((raw, index) => outlineStep(raw, index, draft.steps[index] ?? null, value));
  return {
    id: draft.id,
    document: draft.document,
    steps,
    runs: new Set(steps.flatMap((step) => step.runs ?? [])),
    trigger: value['trigger'] === undefined ? null : outlineTrigger(value['trigger']),
    commands: itemsOf(value['commands']).map((raw, index) => ({
      keywords: textsOf(field(raw, 'keywords'), ['commands', index, 'keywords']),
      at: textsOf(field(raw, 'at'), ['commands', index, 'at']),
      next: named(field(raw, 'next'), ['commands', index, 'next']),
    })),
    noReplyNext: named(field(value['no_reply'], 'next'), ['no_reply', 'next']),
    declared: new Map(keysOf(value['attributes']).map((name) => [name, readDeclared(field(value['attributes'], name))])),
    ...readKeys(flowHead, value),
  };
}

function readDeclared(raw: Value | undefined): Declared {
  const fallback = field(raw, 'default');
  const begins = fallback !== undefined || field(raw, 'lifetime') === 'contact';
  return { secret: field(raw, 'secret') === true, begins, default: fallback };
}

const CHANNELS = ['sms', 'whatsapp'];

function outlineTrigger(raw: Value): TriggerOutline {
  const channels = textsOf(field(raw, 'channels'), []).map((one) => one.text);
  const known = CHANNELS.filter((channel) => channels.includes(channel));
  return {
    keywords: textsOf(field(raw, 'keywords'), ['trigger', 'keywords']),
    isDefault: field(raw, 'default') === true,
    channels: known.length > 0 ? known : CHANNELS,
    to: textsOf(field(raw, 'to'), []).map((one) => one.text.replace(/^whatsapp:/, '')),
  };
}

function named(value: Value | undefined, path: Path): Named | undefined {
  return typeof value === 'string' ? { text: value, path } : undefined;
}

/** What the checks look at in an API, however broken its file is. */
export interface ApiOutline {
  readonly id: string;
  readonly document: JsonDocument;
  readonly url: string | undefined;
  readonly headers: readonly string[];
  /** The attributes it saves, with what each is taken from. */
  readonly saves: readonly { readonly name: string; readonly from: string }[];
  readonly reads: readonly Read[];
  readonly templates: readonly Found[];
  /** Attribute values that the file gives to try it with. */
  readonly sample: RawObject;
}

const apiOutlines = new WeakMap<ApiDraft, ApiOutline | null>();

/** Null when the file holds no JSON object, so that nothing can be said about it. */
export function outlineApi(draft: ApiDraft): ApiOutline | null {
  const known = apiOutlines.get(draft);
  if (known !== undefined) return known;
  const outline = readApi(draft);
  apiOutlines.set(draft, outline);
  return outline;
}

function readApi(draft: ApiDraft): ApiOutline | null {
  const { value } = draft.document;
  if (!isObject(value)) return null;
  const { url, save } = value;
  return {
    id: draft.id,
    document: draft.document,
    url: typeof url === 'string' ? url : undefined,
    headers: keysOf(value['headers']),
    saves: keysOf(save).map((name) => {
      const from = field(save, name);
      return { name, from: typeof from === 'string' ? from : '' };
    }),
    ...readKeys(apiSchema.shape, value),
    sample: isObject(value['sample']) ? value['sample'] : {},
  };
}

function readKeys(shape: typeof flowHead | typeof apiSchema.shape, document: Value): Pick<ApiOutline, 'reads' | 'templates'> {
  const { values, broken } = salvage(shape, document);
  const raw = [...broken].flatMap((key) => readsOfRaw(field(document, key), [key]));
  const templates = templatesIn(values);
  return { reads: [...readsOf(templates, document), ...raw], templates };
}
