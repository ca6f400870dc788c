import type { Scope } from '../../engine/scope.ts';
import type { Attributes, Value } from '../../engine/value.ts';
import type { ApiOutline, FlowOutline } from '../outline.ts';
import { field, isObject } from '../raw.ts';
import { isScopeName } from './scope.ts';

/** How long a value counts whose length nobody knows; a phone number has up to 16 characters. */
export const ASSUMED_LENGTH = 20;
const ASSUMED = 'x'.repeat(ASSUMED_LENGTH);
const NUMBER = '+998901234567890';

/** Nothing has a value: what every template must be able to stand. */
export const EMPTY_SCOPE: Scope = {
  attributes: {},
  contact: {
    address: '',
    channel: 'sms',
    name: null,
    language: null,
    verified: false,
    verified_phone: null,
    verified_at: null,
  },
  message: null,
  flow: { id: '', name: '' },
};

/** A scope in which every name that a flow reads has a value: of the APIs' samples, of its default, else one of 20 characters. */
export function plausibleScope(flow: FlowOutline, apis: readonly ApiOutline[]): Scope {
  const attributes: Record<string, Value> = {};
  for (const [head = '', ...rest] of readsOf(flow)) {
    if (!isScopeName(head)) attributes[head] = withPath(Object.hasOwn(attributes, head) ? attributes[head] : undefined, rest);
  }
  for (const [name, { default: value }] of flow.declared) if (value !== undefined && value !== null) attributes[name] = value;
  const samples: Attributes = Object.assign({}, ...apis.map((api) => api.sample));
  return {
    attributes: { ...attributes, ...samples },
    contact: {
      address: NUMBER,
      channel: 'sms',
      name: ASSUMED,
      language: null,
      verified: true,
      verified_phone: NUMBER,
      verified_at: '2030-01-31T12:00:00.000Z',
    },
    message: { text: ASSUMED, media: [] },
    flow: { id: flow.id, name: flow.id },
  };
}

function readsOf(flow: FlowOutline): readonly (readonly string[])[] {
  return [...flow.reads, ...flow.steps.flatMap((step) => step.reads)].map((read) => read.name);
}

/** A value in which something stands at a path. */
function withPath(value: Value | undefined, [key, ...rest]: readonly string[]): Value {
  const fields = isObject(value) ? value : undefined;
  if (key === undefined) return fields ?? ASSUMED;
  return { ...fields, [key]: withPath(field(fields, key), rest) };
}
