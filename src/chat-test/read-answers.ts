import { parseDuration } from '../lib/duration.ts';
import type { NamedThing, ScriptedAnswer } from './chat-file.ts';
import type { YamlNode, YamlSource } from './yaml-source.ts';

const KEYS = ['status', 'headers', 'body', 'failure', 'after'];
const FAILURES = ['timeout', 'network'] as const;

/** Reads `apis`: for each API its answers, in order. Notes the names in `names`. */
export function readApis(
  source: YamlSource,
  node: YamlNode,
  names: NamedThing[],
): ReadonlyMap<string, readonly ScriptedAnswer[]> {
  const apis = source.mapping(node, '"apis"', null).map(({ key, keyNode, value }) => {
    names.push({ what: 'api', name: key, place: source.placeOf(keyNode) });
    const answers = source.list(value, `The answers of "${key}"`, true).map((answer) => readAnswer(source, answer));
    return [key, answers] as const;
  });
  return new Map(apis);
}

function readAnswer(source: YamlSource, node: YamlNode): ScriptedAnswer {
  const fields = new Map(source.mapping(node, 'An answer', KEYS).map(({ key, value }) => [key, value]));
  const has = (key: string) => fields.get(key) ?? null;
  return {
    status: has('status') ? readStatus(source, has('status')) : 200,
    headers: has('headers') ? readHeaders(source, has('headers')) : {},
    body: fields.has('body') ? source.json(has('body')) : undefined,
    failure: has('failure') ? readFailure(source, has('failure')) : null,
    after: has('after') ? (readDuration(source, has('after'), '"after"') ?? 0) : 0,
  };
}

function readStatus(source: YamlSource, node: YamlNode): number {
  const text = source.scalar(node, '"status"') ?? '';
  if (/^[1-5]\d\d$/.test(text)) return Number(text);
  source.problem(node, 'bad-value', `"${text}" is no status of HTTP.`, 'Write a number from 100 to 599, such as 429.');
  return 200;
}

function readHeaders(source: YamlSource, node: YamlNode): Record<string, string> {
  const entries = source.mapping(node, '"headers"', null);
  return Object.fromEntries(
    entries.map(({ key, value }) => [key.toLowerCase(), source.scalar(value, `The header "${key}"`) ?? '']),
  );
}

function readFailure(source: YamlSource, node: YamlNode): ScriptedAnswer['failure'] {
  const text = source.scalar(node, '"failure"') ?? '';
  const failure = FAILURES.find((one) => one === text);
  if (failure) return failure;
  source.problem(node, 'bad-value', `There is no failure "${text}".`, `Write one of: ${FAILURES.join(', ')}.`);
  return null;
}

/** Milliseconds; null, with a problem, for what is no duration. */
export function readDuration(source: YamlSource, node: YamlNode, what: string): number | null {
  const text = source.scalar(node, what) ?? '';
  const ms = parseDuration(text);
  if (ms === null)
    source.problem(
      node,
      'bad-value',
      `"${text}" is no duration.`,
      'Write a number with its unit, as in 500ms, 5s, 10m, 24h or 7d.',
    );
  return ms;
}
