import { schemaFiles } from '../../src/flow/json-schemas.ts';
import { page, table } from './markdown.ts';

/** A JSON Schema, as far as the tables look at it. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
}

/** More keys than that are listed in one cell. */
const FEW = 20;

/** The page of the keys of a flow beside its steps. */
export function flowPage(): string {
  return page(
    '# A flow',
    'One JSON file in the folder of flows; its base name is its id. The same schema is `schemas/flow.v1.json`, which editors complete and check with when `"$schema"` names it. The steps are in [steps.md](steps.md).',
    keysTable('flow.v1.json', ['steps']),
    conditions(),
    templates(),
    editing(),
  );
}

/** The page of the keys of an API. */
export function apiPage(): string {
  return page(
    '# An API',
    'One JSON file in the folder `apis`; its base name is its id. The same schema is `schemas/api.v1.json`. Strings are templates, as described in [flow.md](flow.md#templates).',
    keysTable('api.v1.json', []),
  );
}

function keysTable(file: string, without: readonly string[]): string {
  const schema = JSON.parse(schemaFiles().get(file) ?? '{}') as Schema;
  const rows = rowsOf(schema, '').filter(
    ([key = '']) => !without.some((one) => key === `\`${one}\`` || key.startsWith(`\`${one}[]`)),
  );
  return table(['Key', 'Needed', 'What it says'], rows);
}

function rowsOf({ properties = {}, required = [] }: Schema, before: string): string[][] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${before}${key}`;
    const own = [`\`${name}\``, required.includes(key) ? 'yes' : 'no', wordsFor(schema)];
    return [own, ...inside(schema, name)];
  });
}

function inside(schema: Schema, name: string): string[][] {
  if (schema.properties) return isLong(schema) ? [] : rowsOf(schema, `${name}.`);
  if (schema.items?.properties) return rowsOf(schema.items, `${name}[].`);
  const each = schema.additionalProperties;
  return typeof each === 'object' && each.properties ? rowsOf(each, `${name}.<name>.`) : [];
}

function isLong({ properties = {} }: Schema): boolean {
  return Object.keys(properties).length > FEW;
}

function wordsFor(schema: Schema): string {
  const keys = isLong(schema)
    ? `The keys are ${Object.keys(schema.properties ?? {})
        .map(code)
        .join(', ')}.`
    : '';
  return [schema.description ?? shape(schema), keys].filter((part) => part !== '').join(' ');
}

function shape(schema: Schema): string {
  const words = schema.enum?.map((word) => code(JSON.stringify(word))).join(', ');
  if (words !== undefined) return `One of ${words}.`;
  if (schema.items?.enum) return `A list of ${schema.items.enum.map((word) => code(JSON.stringify(word))).join(', ')}.`;
  if (schema.type === 'array') return 'A list.';
  if (schema.type === 'object') return 'An object.';
  if (schema.type === 'boolean') return '`true` or `false`.';
  return schema.type === 'number' || schema.type === 'integer' ? 'A number.' : 'A text.';
}

function code(text: string): string {
  return `\`${text}\``;
}

function conditions(): string {
  return [
    '## Conditions',
    'A condition looks at an `attribute` or at a `value` (a template) with one operator: `is`, `is_not`, `in`, `gt`, `gte`, `lt`, `lte`, `contains`, `starts_with`, `matches` (RE2 syntax) or `exists`. `all`, `any` and `not` combine conditions. Numbers compare as numbers; `"true"` and `"1"` are never `true`.',
  ].join('\n\n');
}

function templates(): string {
  return [
    '## Templates',
    'Texts and the fields of APIs are Liquid. In scope are every attribute by its name, `contact`, `message` and `flow`; in an API\'s `success` and `save` and in the `outcomes` of a step also `response`; in an API\'s `headers`, `query`, `body` and `auth` also `secret` and `twilio`. A field that is one single `{{ … }}` keeps the type of its value. Filters of our own: `ending` (the last three digits) and `e164`. A text is one string, or one for each language: `{ "en": "…", "es": "…" }`.',
  ].join('\n\n');
}

function editing(): string {
  return [
    '## Editing while the server runs',
    'A file that is changed, added or removed is checked and taken up within a second, for conversations that begin from then on. Those under way go on with the version they began with, the flows that it runs included, however much was changed or removed; versions that no conversation uses any more are dropped.',
    'A broken file is not taken up: what was good before stays, the log says what is wrong, and `GET /api/v1/flows` lists it with each flow. Other files are taken up all the same.',
    'APIs are not pinned, so a mended url helps conversations under way at once. A change that would make conversations with an earlier version fail is held back, as [breaks-running-chats](checks.md#breaks-running-chats).',
  ].join('\n\n');
}
