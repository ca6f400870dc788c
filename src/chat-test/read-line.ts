import type { Action, ChatLine, Expectation, NamedThing } from './chat-file.ts';
import { readDuration } from './read-answers.ts';
import { type Fields, readExpectedText, readLocation, readPaths, readTexts } from './read-parts.ts';
import type { YamlEntry, YamlNode, YamlSource } from './yaml-source.ts';

type Does = Action | Expectation;

interface Entry {
  /** What may stand beside the key that the entry begins with. */
  readonly beside: readonly string[];
  read(source: YamlSource, fields: Fields, names: NamedThing[]): Does | null;
}

const STATES = ['waiting', 'busy', 'handed_off', 'ended'];

/** Each kind of entry by the key that says what it is. */
const ENTRIES: Readonly<Record<string, Entry>> = {
  user: { beside: ['media', 'button', 'location'], read: readUser },
  button: { beside: [], read: readUser },
  bot: { beside: ['bot.has', 'bot.matches', 'media'], read: readBot },
  'bot.has': { beside: ['bot.matches', 'media'], read: readBot },
  'bot.matches': { beside: ['media'], read: readBot },
  api: { beside: ['sent'], read: readCall },
  media: { beside: [], read: readUser },
  location: { beside: [], read: readUser },
  wait: { beside: [], read: (source, fields) => readTime(source, fields, 'wait') },
  silence: { beside: [], read: (source, fields) => readTime(source, fields, 'silence') },
  at: { beside: [], read: (source, fields) => readWord(source, fields, 'at', (step) => ({ kind: 'at', step })) },
  status: { beside: [], read: readStatus },
  attributes: {
    beside: [],
    read: (source, fields) => ({ kind: 'attributes', values: readPaths(source, nodeOf(fields, 'attributes'), '"attributes"') }),
  },
  end: {
    beside: [],
    read: (source, fields) => readWord(source, fields, 'end', (word) => ({ kind: 'end', outcome: word === '' ? null : word })),
  },
};
/** Every key that an entry of a chat can have. */
export const ENTRY_KEYS: readonly string[] = [
  ...new Set(Object.entries(ENTRIES).flatMap(([key, { beside }]) => [key, ...beside])),
];

/** Reads one entry of a chat; null, with a problem, when it cannot be read. Notes the APIs it names. */
export function readLine(source: YamlSource, node: YamlNode, names: NamedThing[]): ChatLine | null {
  const entries = source.mapping(node, 'An entry of a chat', ENTRY_KEYS);
  const main = Object.keys(ENTRIES).find((key) => entries.some((entry) => entry.key === key));
  const kind = main === undefined ? undefined : ENTRIES[main];
  if (main === undefined || !kind) {
    const fix = `Begin it with one of: ${Object.keys(ENTRIES).join(', ')}.`;
    if (entries.length > 0) source.problem(node, 'bad-entry', 'This entry does not say what happens.', fix);
    return null;
  }
  const stranger = entries.find(({ key }) => key !== main && !kind.beside.includes(key));
  if (stranger) {
    const message = `"${stranger.key}" cannot stand in one entry with "${main}".`;
    source.problem(stranger.keyNode, 'bad-entry', message, 'Give it an entry of its own: a line that begins with "- ".');
    return null;
  }
  const does = kind.read(source, new Map(entries.map(({ key, value }) => [key, value])), names);
  return does && { place: source.placeOf(node), ...spanOf(source, node, entries), does };
}

function nodeOf(fields: Fields, key: string): YamlNode {
  return fields.get(key) ?? null;
}

function readUser(source: YamlSource, fields: Fields): Does {
  const text = fields.has('user') ? (source.scalar(nodeOf(fields, 'user'), '"user"') ?? '') : '';
  const button = fields.has('button') ? source.scalar(nodeOf(fields, 'button'), '"button"') : null;
  const location = fields.has('location') ? readLocation(source, nodeOf(fields, 'location')) : null;
  const media = readTexts(source, nodeOf(fields, 'media'), '"media"');
  return { kind: 'user', text, media, button, location, alone: fields.size === 1 && fields.has('media') };
}

function readBot(source: YamlSource, fields: Fields): Does {
  const media = fields.has('media') ? readTexts(source, nodeOf(fields, 'media'), '"media"') : null;
  return { kind: 'bot', text: readExpectedText(source, fields), media };
}

function readCall(source: YamlSource, fields: Fields, names: NamedThing[]): Does | null {
  const node = nodeOf(fields, 'api');
  const api = source.scalar(node, '"api"');
  if (api === null) return null;
  names.push({ what: 'api', name: api, place: source.placeOf(node) });
  return { kind: 'api', api, sent: readPaths(source, nodeOf(fields, 'sent'), '"sent"') };
}

function readTime(source: YamlSource, fields: Fields, kind: 'wait' | 'silence'): Does | null {
  const ms = readDuration(source, nodeOf(fields, kind), `"${kind}"`);
  return ms === null ? null : { kind, ms };
}

function readStatus(source: YamlSource, fields: Fields): Does | null {
  const node = nodeOf(fields, 'status');
  const status = source.scalar(node, '"status"') ?? '';
  if (STATES.includes(status)) return { kind: 'status', status };
  source.problem(node, 'bad-value', `A conversation is never "${status}".`, `Write one of: ${STATES.join(', ')}.`);
  return null;
}

function readWord(source: YamlSource, fields: Fields, key: string, does: (word: string) => Does): Does | null {
  const word = source.scalar(nodeOf(fields, key), `"${key}"`);
  return word === null ? null : does(word);
}

/** From the entry's "- " to the end of its last value; a comment behind it is not part of it. */
function spanOf(source: YamlSource, node: YamlNode, entries: readonly YamlEntry[]): { from: number; to: number } {
  const start = node?.range?.[0] ?? 0;
  const from = source.text.lastIndexOf('-', start - 1);
  const isBlock = from >= 0 && /^-\s+$/.test(source.text.slice(from, start));
  const ends = entries.map(({ keyNode, value }) => (value ?? keyNode)?.range?.[1] ?? start);
  const end = Math.max(...ends);
  return { from: isBlock ? from : -1, to: start + source.text.slice(start, end).trimEnd().length };
}
