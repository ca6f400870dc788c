import type { Value } from '../../src/engine/value.ts';

/** Whole numbers from a seed, 0 ≤ n < `limit`: the same seed gives the same numbers. */
export type Dice = (limit: number) => number;

export function dice(seed: number): Dice {
  let state = Math.imul(seed + 1, 2_654_435_761) | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** One place in a JSON value: the object or list that holds it, and under which key. */
interface Place {
  readonly parent: Record<string, Value>;
  readonly key: string;
}

/** What people and careless tools do to a JSON file: one to three slips, chosen by the dice. */
export function mutate(text: string, roll: Dice): string {
  const slips = 1 + roll(3);
  let mutated = text;
  for (let slip = 0; slip < slips; slip += 1) mutated = oneSlip(mutated, roll);
  return mutated;
}

function oneSlip(text: string, roll: Dice): string {
  if (roll(25) === 0) return text.slice(0, roll(text.length));
  if (roll(25) === 0) return twiceInFile(text, roll);
  const root = readObject(text);
  const places = root ? placesIn(root) : [];
  const place = places[roll(Math.max(1, places.length))];
  if (!root || !place) return text;
  SLIPS[roll(SLIPS.length)]?.(place, places, roll);
  return JSON.stringify(root, null, 1);
}

function readObject(text: string): Record<string, Value> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, Value>) : null;
  } catch {
    return null;
  }
}

/** A line that stands twice: a key or a comma too many. */
function twiceInFile(text: string, roll: Dice): string {
  const lines = text.split('\n');
  const at = roll(lines.length);
  return [...lines.slice(0, at + 1), ...lines.slice(at)].join('\n');
}

function placesIn(parent: Record<string, Value>): Place[] {
  return Object.keys(parent).flatMap((key) => {
    const value = parent[key];
    const inside = value !== null && typeof value === 'object' ? placesIn(value as Record<string, Value>) : [];
    return [{ parent, key }, ...inside];
  });
}

const ODD_VALUES: readonly Value[] = [
  null,
  true,
  -1,
  0,
  1e21,
  0.5,
  '',
  ' ',
  'end',
  'nowhere',
  '0s',
  '99999d',
  '5 seconds',
  [],
  {},
  [[]],
  [null],
  { en: 'Hi', xx: '{{' },
  '{{ secret.OTP_KEY }}',
  '{{ response.body.x }}',
  '{{ phone.deep.er | upcase }}',
  '{{ nobody }}',
  '{{',
  '{% if %}',
  '{% for i in (1..99999999) %}x{% endfor %}',
  '{{ phone | divided_by: 0 }}',
  '{{ phone | nofilter }}',
  '(a+)+$',
  '(?=a)',
  '(((((a{30}){30}){30}){30}){30})',
  'STOP',
  '🙂'.repeat(900),
  'http://127.0.0.1/',
  'message',
  'capture',
  'branch',
  'delay',
];
const ODD_KEYS = ['__proto__', 'constructor', 'toString', 'next', 'id', 'type', 'text', 'wehn', '', 'length', 'attributes'];

const SLIPS: readonly ((place: Place, all: readonly Place[], roll: Dice) => void)[] = [
  ({ parent, key }) => remove(parent, key),
  ({ parent, key }, _all, roll) => set(parent, key, ODD_VALUES[roll(ODD_VALUES.length)] ?? null),
  ({ parent, key }, all, roll) => set(parent, key, valueOf(all[roll(all.length)])),
  ({ parent, key }, all, roll) => swapTexts({ parent, key }, all, roll),
  ({ parent, key }, all, roll) => swapTexts({ parent, key }, all, roll),
  ({ parent, key }) => set(parent, key, retyped(parent[key] ?? null)),
  ({ parent, key }, _all, roll) => set(parent, ODD_KEYS[roll(ODD_KEYS.length)] ?? key, parent[key] ?? null),
  ({ parent, key }) => {
    const value = parent[key];
    if (Array.isArray(value) && value.length > 0) value.push(structuredClone(value[0] as Value));
  },
  ({ parent, key }, _all, roll) => {
    const value = parent[key];
    if (Array.isArray(value)) value.splice(roll(value.length + 1), 1);
  },
  ({ parent, key }) => {
    const value = parent[key];
    if (typeof value === 'string') parent[key] = value.slice(0, -1);
  },
];

function remove(parent: Record<string, Value>, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

/** As `JSON.parse` would have made it: a plain assignment to `__proto__` makes no key. */
function set(parent: Record<string, Value>, key: string, value: Value): void {
  if (Array.isArray(parent) && !/^\d+$/.test(key)) return void parent.push(value);
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function valueOf(place: Place | undefined): Value {
  return structuredClone(place?.parent[place.key] ?? null);
}

/** Swaps a text with another one, as when targets are mixed up. */
function swapTexts(place: Place, all: readonly Place[], roll: Dice): void {
  const texts = all.filter(({ parent, key }) => typeof parent[key] === 'string');
  const [one, other] = [
    typeof place.parent[place.key] === 'string' ? place : texts[roll(texts.length || 1)],
    texts[roll(texts.length || 1)],
  ];
  if (!one || !other) return;
  const kept = valueOf(one);
  set(one.parent, one.key, valueOf(other));
  set(other.parent, other.key, kept);
}

function retyped(value: Value): Value {
  if (typeof value === 'string') return Number.isNaN(Number(value)) ? [value] : Number(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return Object.fromEntries(value.map((item, index) => [String(index), item as Value]));
  return value === null ? {} : [value];
}
