import { SCOPE_NAMES } from '../../engine/scope.ts';
import { closest } from '../../lib/suggest.ts';
import { PLACEHOLDERS, type WordKey } from '../../lib/wording/words.ts';
import type { Family } from '../family.ts';
import type { ApiOutline, FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import type { Read } from '../reads.ts';
import { meantOr } from './advice.ts';
import { callsOf, type Reached } from './catalogue.ts';
import { checkCodesInClear } from './codes-in-clear.ts';
import { checkReadBeforeSet } from './read-before-set.ts';
import { isScopeName } from './scope.ts';

/** Reads find an attribute that something sets, declarations are used, and codes are kept hidden. `apis` holds null for files that cannot be read. */
export function checkAttributes(flow: FlowOutline, apis: ReadonlyMap<string, ApiOutline | null>, family: Family): Finding[] {
  const calls = callsOf(flow);
  const reached = calls.flatMap((call) => {
    const api = apis.get(call.api) ?? apis.get(closest(call.api, apis.keys()) ?? '');
    return api ? [{ call, api }] : [];
  });
  const saved = new Set([
    ...flow.steps.flatMap((step) => step.saves.map((save) => save.name)),
    ...reached.flatMap(({ api }) => api.saves.map((save) => save.name)),
  ]);
  const known = new Set([...saved, ...flow.declared.keys(), ...family.given]);
  // What a flow before or after it may have set is not known to be missing.
  const own = new Set([...saved].filter((name) => !family.given.has(name)));
  const unsure = calls.some((call) => apis.get(call.api) === null);
  return [
    ...(unsure ? [] : [...unknownHere(flow, known), ...unknownInApis(reached, known), ...checkReadBeforeSet(flow, reached, own)]),
    ...checkCodesInClear(flow, reached),
    ...unusedDeclarations(flow, reached, new Set([...saved, ...family.given, ...family.read])),
  ];
}

function readsOf(flow: FlowOutline): readonly Read[] {
  return [...flow.reads.filter((read) => !isFilledIn(read)), ...flow.steps.flatMap((step) => step.reads)];
}

/** What is filled into a text of `wording` stands beside the attributes there. */
function isFilledIn({ path: [key, state], name: [head = ''] }: Read): boolean {
  if (key !== 'wording' || !Object.hasOwn(PLACEHOLDERS, String(state))) return false;
  const names: readonly string[] = ['brand', 'support', 'number', 'last3', 'n', 'ttl', ...PLACEHOLDERS[state as WordKey]];
  return names.includes(head);
}

function unknownHere(flow: FlowOutline, known: ReadonlySet<string>): Finding[] {
  return distinct(readsOf(flow).filter((read) => isUnknown(read, known))).map(({ path, name }) => ({
    code: 'unknown-attribute',
    path,
    message: `Nothing in this flow sets "${name[0]}", so it would always be empty here.`,
    fix: fixUnknown(name, known),
  }));
}

function unknownInApis(reached: readonly Reached[], known: ReadonlySet<string>): Finding[] {
  const told = new Set<string>();
  return reached.flatMap(({ call, api }) =>
    api.reads.flatMap((read): Finding[] => {
      const key = `${api.id} ${read.name[0]}`;
      if (!isUnknown(read, known) || told.has(key)) return [];
      told.add(key);
      const { file, line } = api.document.locate({ code: '', path: read.path, message: '', fix: '' });
      const message = `The API "${api.id}" reads "${read.name[0]}" (${file}:${line}), which nothing in this flow sets.`;
      return [{ code: 'unknown-attribute', path: call.path, message, fix: fixUnknown(read.name, known) }];
    }),
  );
}

function isUnknown({ name: [head = ''] }: Read, known: ReadonlySet<string>): boolean {
  return !isScopeName(head) && !known.has(head);
}

function fixUnknown([head = '', next]: readonly string[], known: ReadonlySet<string>): string {
  if (head === 'attributes' && next !== undefined) return `Attributes stand by their own name: write "${next}".`;
  return meantOr(
    head,
    [...known, ...SCOPE_NAMES],
    'Save it in a capture, a "set" step or an API before it is read, or declare it in "attributes".',
  );
}

function distinct(reads: readonly Read[]): readonly Read[] {
  return [...new Map(reads.map((read) => [JSON.stringify([read.path, read.name[0]]), read])).values()];
}

function unusedDeclarations(flow: FlowOutline, reached: readonly Reached[], saved: ReadonlySet<string>): Finding[] {
  const read = new Set([...readsOf(flow), ...reached.flatMap(({ api }) => api.reads)].map(({ name }) => name[0]));
  return [...flow.declared.keys()]
    .filter((name) => !saved.has(name) && !read.has(name))
    .map((name) => ({
      code: 'unused-attribute',
      severity: 'warning',
      path: ['attributes'],
      key: name,
      message: `"${name}" is declared, but nothing in this flow sets or reads it.`,
      fix: 'Remove the declaration, or use the attribute.',
    }));
}
