import { stringify } from 'yaml';
import { statusOf } from '../engine/state.ts';
import type { Expectation, ExpectedValue, Standing } from './chat-file.ts';
import { lookUp } from './expected.ts';
import type { Happening } from './happening.ts';
import type { SeenConversation } from './recorder.ts';

/** An entry of a chat as YAML, from its "- " on; lines after the first are indented by two more than `indent` spaces. */
export function entryText(fields: Readonly<Record<string, unknown>>, indent: number): string {
  const lines = stringify(fields, { lineWidth: 0, flowCollectionPadding: true, collectionStyle: 'any' }).trimEnd().split('\n');
  return `- ${lines.map((line, at) => (at === 0 || line === '' ? line : ' '.repeat(indent + 2) + line)).join('\n')}`;
}

/** The entry that lists a happening. Of a call, what is looked at stays what was looked at before. */
export function entryOf(one: Happening, before: Expectation | null): Readonly<Record<string, unknown>> {
  if (one.kind === 'bot') return { bot: one.text, ...(one.media.length > 0 ? { media: one.media } : {}) };
  if (one.kind === 'end') return { end: one.outcome };
  const looked = before?.kind === 'api' && before.api === one.api ? before.sent : {};
  const sent = actualValues(looked, one.sent);
  return { api: one.api, ...(Object.keys(sent).length > 0 ? { sent } : {}) };
}

/** The entry that says how a conversation stands, looking at the same things as before. */
export function stateEntryOf(before: Standing, { state, at }: SeenConversation): Readonly<Record<string, unknown>> | null {
  if (before.kind === 'status') return { status: statusOf(state) };
  if (before.kind === 'at') return at === null ? null : { at };
  return { attributes: actualValues(before.values, state.attributes) };
}

function actualValues(looked: { readonly [path: string]: ExpectedValue }, actual: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.keys(looked).map((path) => [path, asText(lookUp(actual, path))]));
}

/** As a chat file holds it: every scalar is a text. */
function asText(value: unknown): unknown {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)]));
}
