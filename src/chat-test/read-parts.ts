import { compilePattern } from '../engine/condition.ts';
import type { Place } from '../engine/event.ts';
import type { ExpectedText, ExpectedValue } from './chat-file.ts';
import type { YamlNode, YamlSource } from './yaml-source.ts';

/** The keys of one entry with their values. */
export type Fields = ReadonlyMap<string, YamlNode>;

const LOCATION = ['latitude', 'longitude', 'address', 'label'];

/** A text, or several, as a list; empty where nothing stands. */
export function readTexts(source: YamlSource, node: YamlNode, what: string): readonly string[] {
  if (node === null) return [];
  return source.list(node, what, true).flatMap((item) => source.scalar(item, what) ?? []);
}

/** A place that is shared; what is no number of degrees is a problem. */
export function readLocation(source: YamlSource, node: YamlNode): Place {
  const entries = source.mapping(node, '"location"', LOCATION);
  const fields = new Map(entries.map(({ key, value }) => [key, source.scalar(value, `"${key}"`)]));
  const degrees = (key: string) => {
    const number = Number(fields.get(key) || Number.NaN);
    if (Number.isNaN(number)) {
      source.problem(node, 'bad-value', `A location needs its "${key}" in degrees.`, `Write a number, as in "${key}: 52.52".`);
    }
    return number;
  };
  const latitude = degrees('latitude');
  return {
    latitude,
    longitude: degrees('longitude'),
    address: fields.get('address') ?? null,
    label: fields.get('label') ?? null,
  };
}

/** What `bot`, `bot.has` and `bot.matches` say of a text; `bot: { has, matches }` says the same. */
export function readExpectedText(source: YamlSource, fields: Fields): ExpectedText {
  const node = fields.get('bot') ?? null;
  const nested: Fields | null = source.isMapping(node)
    ? new Map(source.mapping(node, '"bot"', ['has', 'matches']).map(({ key, value }) => [key, value]))
    : null;
  const said = nested || node === null ? null : source.scalar(node, '"bot"');
  const has = readTexts(source, fields.get('bot.has') ?? nested?.get('has') ?? null, '"bot.has"');
  const patterns = fields.get('bot.matches') ?? nested?.get('matches') ?? null;
  const matches = readTexts(source, patterns, '"bot.matches"');
  for (const pattern of matches) checkPattern(source, patterns, pattern);
  return { ...wholeOrPrefix(said), has, matches };
}

function wholeOrPrefix(said: string | null): Pick<ExpectedText, 'exact' | 'prefix'> {
  if (said === null) return { exact: null, prefix: null };
  if (said === '...') return { exact: null, prefix: '' };
  if (said.endsWith(' ...')) return { exact: null, prefix: said.slice(0, -' ...'.length) };
  return { exact: said.replace(/\n+$/, ''), prefix: null };
}

function checkPattern(source: YamlSource, node: YamlNode, pattern: string): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    source.problem(node, 'bad-value', (error as Error).message, 'Correct the pattern.');
  }
}

/** Paths with the values that should stand there; empty where nothing stands. */
export function readPaths(source: YamlSource, node: YamlNode, what: string): { readonly [path: string]: ExpectedValue } {
  if (node === null) return {};
  return Object.fromEntries(source.mapping(node, what, null).map(({ key, value }) => [key, readExpected(source, value)]));
}

function readExpected(source: YamlSource, node: YamlNode): ExpectedValue {
  if (source.isList(node)) return source.list(node, 'A list').map((item) => readExpected(source, item));
  if (source.isMapping(node)) return readPaths(source, node, 'A mapping');
  return source.scalar(node, 'A value') ?? '';
}
