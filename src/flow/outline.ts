import type { Value } from '../engine/value.ts';
import { apiSchema } from './api-schema.ts';
import type { ApiDraft, FlowDraft } from './draft.ts';
import { flowHead } from './flow-schema.ts';
import type { JsonDocument } from './json.ts';
import { field, isObject, itemsOf, keysOf, type Path, textsOf } from './raw.ts';
import { type Read, readsIn, readsOfRaw } from './reads.ts';
import { salvage } from './salvage.ts';
import { outlineStep, type StepOutline } from './step-outline.ts';

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
  /** Null: a subflow, which no message starts. */
  readonly trigger: TriggerOutline | null;
  readonly commands: readonly {
    readonly keywords: readonly Named[];
    readonly at: readonly Named[];
    readonly next: Named | undefined;
  }[];
  readonly noReplyNext: Named | undefined;
  /** Declared attributes by name. */
  readonly declared: ReadonlyMap<string, { readonly secret: boolean }>;
  /** What texts outside the steps read. */
  readonly reads: readonly Read[];
}

export interface TriggerOutline {
  readonly keywords: readonly Named[];
  readonly isDefault: boolean;
  readonly channels: readonly string[];
  /** Our numbers, without channel prefix; empty: all. */
  readonly to: readonly string[];
}

/** Null when the file holds no JSON object, so that nothing can be said about it. */
export function outlineFlow(draft: FlowDraft): FlowOutline | null {
  const { value } = draft.document;
  if (!isObject(value)) return null;
  return {
    id: draft.id,
    document: draft.document,
    steps: itemsOf(value['steps']).map((raw, index) => outlineStep(raw, index, draft.steps[index] ?? null, value)),
    trigger: value['trigger'] === undefined ? null : outlineTrigger(value['trigger']),
    commands: itemsOf(value['commands']).map((raw, index) => ({
      keywords: textsOf(field(raw, 'keywords'), ['commands', index, 'keywords']),
      at: textsOf(field(raw, 'at'), ['commands', index, 'at']),
      next: named(field(raw, 'next'), ['commands', index, 'next']),
    })),
    noReplyNext: named(field(value['no_reply'], 'next'), ['no_reply', 'next']),
    declared: new Map(
      keysOf(value['attributes']).map((name) => [name, { secret: field(field(value['attributes'], name), 'secret') === true }]),
    ),
    reads: readsOfKeys(flowHead, value),
  };
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
}

/** Null when the file holds no JSON object, so that nothing can be said about it. */
export function outlineApi(draft: ApiDraft): ApiOutline | null {
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
    reads: readsOfKeys(apiSchema.shape, value),
  };
}

function readsOfKeys(shape: typeof flowHead | typeof apiSchema.shape, document: Value): Read[] {
  const { values, broken } = salvage(shape, document);
  return [...readsIn(values, document, []), ...[...broken].flatMap((key) => readsOfRaw(field(document, key), [key]))];
}
