import { basename } from 'node:path';
import type { Rule } from './import-rules.ts';
import type { SourceFile } from './source-files.ts';

/** A line for each place where the code of a file has one of the patterns. */
function findIn(files: readonly SourceFile[], pattern: RegExp, what: string): string[] {
  return files.flatMap(({ path, code }) =>
    Array.from(code.matchAll(pattern), (match) => `${path}:${lineAt(code, match.index)} says "${match[0].trim()}": ${what}`),
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

export const readsSettingsInOnePlace: Rule = (files) => {
  const others = files.filter(({ path }) => !path.startsWith('src/config/'));
  const named = others.filter(({ imports }) => imports.some(({ to }) => /^(?:node:)?process$/.test(to)));
  return [
    ...named.map(({ path }) => `${path} imports node:process: say process, so that it is seen what of it is used.`),
    ...findIn(
      others,
      /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|=\s*process\b(?!\s*[?.])/g,
      'only src/config reads the environment.',
    ),
  ];
};

const CLOCK = [
  /(?<![\w$.])Date\s*\.\s*now\b/,
  /(?<![\w$.])Date\s*\(\s*\)/,
  /(?<![\w$.])new\s+Date(?!\s*[(\w$])/,
  /\bperformance\s*\.\s*(?:now|timeOrigin)\b/,
  /\bprocess\s*\.\s*(?:hrtime|uptime)\b/,
  /(?<![\w$.])(?:globalThis\s*\.\s*)?set(?:Timeout|Interval)\b/,
  /\bAbortSignal\s*\.\s*timeout\b/,
];
const RANDOM = [
  /\bMath\s*\.\s*random\b/,
  /\brandom(?:Bytes|Int|UUID|Fill|FillSync)\b/,
  /\bgetRandomValues\b/,
  /\bgenerateKey(?:Sync|Pair|PairSync)?\b/,
];
const CLOCK_OR_RANDOM = new RegExp([...CLOCK, ...RANDOM].map(({ source }) => source).join('|'), 'g');

/** Who may read the clock or make randomness, and why it is not injected there. */
const TIMEKEEPERS: Readonly<Record<string, string>> = {
  'src/cli/ask-server.ts': 'A command has no clock but the machine’s, and must not wait for ever for a server.',
  'src/runtime/system.ts': 'It is what everybody else is given as Clock and Random.',
  'src/lib/seal.ts': 'A nonce must never be foreseen nor come twice, so no caller, and no test, may choose it.',
  'src/config/secrets.ts': 'It makes the local keys at the first start, before there is anything to inject.',
  'src/channels/twilio/client.ts':
    'It gives the library of Twilio a deadline for its own sockets, which know nothing of our Clock.',
  'src/channels/pacer.ts': 'Its limiter reckons with the time of the machine, so it must notice when that is set back.',
  'src/http/listen.ts': 'While it stops it waits for sockets, which know nothing of our Clock.',
  'db/postgres/batches.ts': 'A connection that says nothing knows nothing of our Clock.',
  'db/postgres/in-time.ts': 'As for batches: a connection that was cut says nothing for ever, whatever our Clock says.',
  'db/postgres/data-keys.ts': 'It makes the keys of a new database, once.',
  'db/postgres/event-queue.ts': 'As in the store on SQLite, which follows.',
  'db/sqlite/event-queue.ts': 'The id of an event must be new in every copy of a database, wherever in the store it is made.',
  'db/sqlite/data-keys.ts': 'It makes the keys of a new database, once.',
  'src/console/ui/clock.ts': 'It is the clock of the page in the browser, where nothing is injected.',
  'src/cli/tunnel.ts': 'It gives a request of a command a deadline; nothing is injected into a command.',
  'src/cli/doctor/twilio-checks.ts': 'It gives a request of a command a deadline; nothing is injected into a command.',
  'src/cli/skippable-clock.ts': 'It is the Clock of the chat in the terminal, where a pause can be skipped.',
};

export const takesTimeAndChanceFromItsCaller: Rule = (files) =>
  findIn(
    files.filter(({ path }) => !(path in TIMEKEEPERS)),
    CLOCK_OR_RANDOM,
    'use the injected Clock or Random, or list the file here with its reason.',
  );

/** An exemption that nobody needs any more would hide the next breach. */
export const needsItsTimekeepers: Rule = (files) => {
  const users = new Set(files.filter(({ code }) => code.search(CLOCK_OR_RANDOM) >= 0).map(({ path }) => path));
  return Object.keys(TIMEKEEPERS)
    .filter((path) => !users.has(path))
    .map((path) => `${path} reads no clock and makes no randomness any more. Take it off the list.`);
};

const PURE = ['src/engine/', 'src/steps/', 'src/flow/', 'src/otp/policy.ts', 'src/otp/pumping.ts'];
/** Reads the files of the folder of flows. */
const READS_FILES = 'src/flow/source.ts';

export const keepsThePurePartsPure: Rule = (files) => {
  const pure = files.filter(({ path }) => path !== READS_FILES && PURE.some((part) => path.startsWith(part)));
  const inputs = pure.flatMap(({ path, imports }) =>
    imports
      .filter(({ to }) => to.startsWith('node:'))
      .map(({ to }) => `${path} imports ${to}: what is pure has no input and output.`),
  );
  return [...inputs, ...findIn(pure, /\b(?:async|await|Promise)\b/g, 'what is pure never waits.')];
};

/** By name: the types of today's steps. */
export function switchesOnNoStepType(types: readonly string[]): Rule {
  return (files) => [
    ...findIn(files, /\bswitch\s*\([^)]*\btype\s*\)/g, 'a step type is a folder and a line in a list, never a case.'),
    ...findIn(files, /\bstep\w*(?:\??\.\w+)*\??\.type\s*[!=]==?\s*['"]/g, 'a step says what it does; nobody asks for its type.'),
    ...files.flatMap(({ path, text, code }) =>
      Array.from(code.matchAll(/\bcase\s*['"]/g), (match) => ({
        match,
        name: /^[\w-]*/.exec(text.slice(match.index + match[0].length))?.[0] ?? '',
      }))
        .filter(({ name }) => types.includes(name))
        .map(({ match, name }) => `${path}:${lineAt(code, match.index)} has a case "${name}", which is a type of step.`),
    ),
  ];
}

export const namesFilesInKebabCase: Rule = (files) =>
  files
    .filter(
      ({ path }) => !path.split('/').every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/.test(part)),
    )
    .map(({ path }) => `${path} is not in kebab-case.`);

export const namesFilesByWhatTheyHold: Rule = (files) =>
  files
    .filter(({ path }) => /(?:^|[/-])(?:utils?|helpers?|common|misc)(?:[/.-]|$)/.test(path))
    .map(({ path }) => `${path} has a name that says nothing of what is in it.`);

export const exportsByName: Rule = (files) =>
  findIn(
    files.filter(({ path }) => !basename(path).endsWith('.config.ts')),
    /^export\s+default\b|\bas\s+default\b/gm,
    'export by name.',
  );

const LONGEST = 300;
const LONGEST_MAIN = 40;

export const keepsFilesShort: Rule = (files) =>
  files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const most = path === 'src/main.ts' ? LONGEST_MAIN - 1 : LONGEST;
    return lines <= most ? [] : [`${path} has ${lines} lines, and may have ${most}. Split it by its ideas.`];
  });
