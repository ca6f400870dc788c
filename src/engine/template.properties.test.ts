import * as fc from 'fast-check';
import { Drop, Liquid } from 'liquidjs';
import { expect, test } from 'vitest';
import { scopeOf } from '../../test/support/engine.ts';
import { compileTemplate } from './template.ts';
import type { Value } from './value.ts';

/** Liquid by itself, set as the engine sets it, without the engine's short way for plain names. */
const liquid = new Liquid({ strictFilters: true, lenientIf: true, ownPropertyOnly: true, templates: {} });

const NAMES = [
  'name',
  'list',
  'deep',
  'none',
  'gone',
  'order-id',
  'x_1',
  'a-',
  'nil',
  'true',
  'blank',
  'or',
  'not',
  'contains',
  'with',
];
const MORE_NAMES = ['contact', 'flow', 'message', 'constructor', '__proto__', 'toString'];
const KEYS = ['a', 'b', 'size', 'first', 'last', 'length', 'text', 'channel', 'id', 'constructor', 'and', 'x-y', '0'];

const path = fc
  .tuple(fc.constantFrom(...NAMES, ...MORE_NAMES), fc.array(fc.constantFrom(...KEYS), { maxLength: 2 }))
  .map(([head, rest]) => [head, ...rest].join('.'));
const blank = fc.constantFrom('', ' ', '  ', '\n', '\t', '\u00a0', '\ufeff');
const output = fc.tuple(blank, path, blank).map(([before, name, after]) => `{{${before}${name}${after}}}`);
const literal = fc.oneof(fc.constantFrom('{', '}', '}}', '%}', '-', ' ', "'", '"', 'é', '\n'), fc.string({ maxLength: 5 }));
const source = fc.array(fc.oneof({ arbitrary: output, weight: 3 }, literal), { maxLength: 5 }).map((parts) => parts.join(''));

const value: fc.Arbitrary<Value> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.string(),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'x-y', 'and', 'text'), tie('value')),
  ),
})).value as fc.Arbitrary<Value>;
const attributes = fc.dictionary(fc.constantFrom(...NAMES.filter((name) => name !== 'gone')), value);

function outcomeOf<T>(run: () => T): { gives: T } | { throws: true } {
  try {
    return { gives: run() };
  } catch {
    return { throws: true };
  }
}

test('every template gives the text that Liquid gives, and is refused where Liquid refuses it', () => {
  fc.assert(
    fc.property(source, attributes, (template, values) => {
      const scope = scopeOf(values);
      const { attributes: own, ...named } = scope;
      const ours = outcomeOf(() => compileTemplate(template).text(scope));
      const liquids = outcomeOf(() => String(liquid.parseAndRenderSync(template, { ...own, ...named })));
      expect(ours).toEqual(liquids);
    }),
    { numRuns: 20_000 },
  );
}, 60_000);

/** What is missing is undefined to us; Liquid calls some of it null, and its own words objects. */
function plain(found: unknown): unknown {
  return (found instanceof Drop ? found.valueOf() : found) ?? null;
}

test('every single output has the value that Liquid has, whatever its type', () => {
  fc.assert(
    fc.property(path, attributes, (name, values) => {
      const scope = scopeOf(values);
      const { attributes: own, ...named } = scope;
      const ours = outcomeOf(() => plain(compileTemplate(`{{ ${name} }}`).value(scope)));
      const liquids = outcomeOf(() => plain(liquid.evalValueSync(name, { ...own, ...named })));
      expect(ours).toEqual(liquids);
    }),
    { numRuns: 10_000 },
  );
}, 60_000);

test('every plain path is among the names that a template is said to read', () => {
  fc.assert(
    fc.property(path, (name) => {
      const reads = outcomeOf(() => compileTemplate(`a {{ ${name} }}`).reads.map((one) => one.join('.')));
      const liquids = outcomeOf(() =>
        liquid.globalVariableSegmentsSync(liquid.parse(`a {{ ${name} }}`)).map((one) => one.join('.')),
      );
      expect(reads).toEqual(liquids);
    }),
  );
});

test('no value changes what stands around it in a URL', () => {
  // A path segment of dots only means another folder however it is encoded; the API caller refuses it when it calls.
  const isDots = (id: string) => id === '.' || id === '..';
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((id) => !isDots(id)),
      (id) => {
        const url = compileTemplate('https://example.com/a/{{ id }}/b?c={{ id }}#d', { escape: 'url' }).text(scopeOf({ id }));
        const { pathname, host, searchParams, hash } = new URL(url);
        expect({ host, parts: pathname.split('/').length, hash }).toEqual({ host: 'example.com', parts: 4, hash: '#d' });
        expect(searchParams.get('c')).toBe(id);
      },
    ),
  );
});
