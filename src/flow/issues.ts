import type { z } from 'zod';
import { blameCondition, isCondition } from './condition-blame.ts';
import { expectedAt, isWrongType, wordsFor } from './issue-words.ts';
import type { Finding } from './problem.ts';
import { valueAt } from './raw.ts';
import { keysAt, schemasAt } from './schema-at.ts';
import { suggestKey } from './suggest-key.ts';

type Issue = z.core.$ZodIssue;
type Union = z.core.$ZodIssueInvalidUnion;

/** A finding with what decides whether it only repeats another. */
interface Draft {
  readonly finding: Finding;
  /** For an unknown key: the key that was probably meant. */
  readonly meant?: string;
  readonly missing?: string;
  /** A rule over a whole object, which an unknown key in it explains. */
  readonly overall?: boolean;
}

/**
 * Says in plain words what a schema found wrong with `input`, each thing once and at the most specific place.
 * `base` is the way from the document's root to `input`.
 */
export function findingsOf(
  error: z.ZodError,
  schema: z.ZodType,
  input: unknown,
  base: readonly (string | number)[] = [],
): Finding[] {
  const drafts = error.issues.flatMap((issue) => draftsOf(issue, { schema, input, base }));
  return drafts.filter((draft) => !isEcho(draft, drafts)).map((draft) => draft.finding);
}

interface Place {
  readonly schema: z.ZodType;
  readonly input: unknown;
  readonly base: readonly (string | number)[];
}

function draftsOf(issue: Issue, place: Place): Draft[] {
  const value = valueAt(place.input, issue.path);
  if (value === undefined && issue.path.length > 0) return [missingKey(issue, place)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue, key, place));
  if (issue.code === 'invalid_union') return draftsOfUnion(issue, place);
  const path = fullPath(issue, place);
  if (issue.code === 'custom' && !issue.params && isCondition(schemasAt(place.schema, issue.path))) {
    return blameCondition(value, path).map((finding) => ({ finding, overall: true }));
  }
  const words = wordsFor(issue, value, path);
  if (issue.code === 'invalid_key') {
    return [{ finding: { ...words, path: path.slice(0, -1), key: String(path.at(-1)) } }];
  }
  return [{ finding: { ...words, path }, overall: issue.code === 'custom' }];
}

function fullPath(issue: { readonly path: readonly PropertyKey[] }, { base }: Place): (string | number)[] {
  return [...base, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
}

function missingKey(issue: Issue, place: Place): Draft {
  const path = fullPath(issue, place);
  const key = String(path.at(-1));
  const expected = expectedAt(place.schema, issue);
  return {
    finding: {
      code: 'missing-key',
      path: path.slice(0, -1),
      message: `"${key}" is missing here, and nothing stands in for it.`,
      fix: expected ? `Add "${key}": ${expected.charAt(0).toLowerCase()}${expected.slice(1)}` : `Add "${key}".`,
    },
    missing: key,
  };
}

function unknownKey(issue: Issue, key: string, place: Place): Draft {
  const known = keysAt(place.schema, issue.path);
  const meant = suggestKey(key, known);
  const list = `The keys here are ${known.join(', ')}.`;
  return {
    finding: {
      code: 'unknown-key',
      path: fullPath(issue, place),
      key,
      message: `"${key}" is no key of this object, so it would do nothing.`,
      fix: meant === undefined ? `Remove it. ${list}` : `Did you mean "${meant}"? ${list}`,
    },
    ...(meant === undefined ? {} : { meant }),
  };
}

/** Of a value that may take several forms, tells what is wrong with the form it was most likely meant to have. */
function draftsOfUnion(issue: Union, place: Place): Draft[] {
  const path = fullPath(issue, place);
  const value = valueAt(place.input, issue.path);
  const forms = formsOf(issue);
  const near = forms.filter((form) => !form.some((one) => one.path.length === 0 && isWrongType(one, value)));
  if (near.length === 0) return [{ finding: { ...wordsFor(issue, value, path, forms.flat()), path } }];
  const inner = near.map((form) => form.flatMap((one) => draftsOf({ ...one, path: [...issue.path, ...one.path] }, place)));
  const told = inner.map((drafts) => drafts.filter((draft) => !isEcho(draft, drafts)));
  const fewest = Math.min(...told.map((drafts) => drafts.length));
  const best = told.filter((drafts) => drafts.length === fewest);
  const choices = best.map((drafts) => (drafts.length === 1 ? drafts[0]?.missing : undefined));
  if (best.length > 1 && choices.every((key) => key !== undefined)) return [missingOneOf(choices, path)];
  return best[0] ?? [];
}

/** The forms of a union; forms that are unions of the same value count one by one. */
function formsOf(issue: Union): Issue[][] {
  return issue.errors.flatMap((form) => {
    const [only] = form;
    return form.length === 1 && only?.code === 'invalid_union' && only.path.length === 0 ? formsOf(only) : [form];
  });
}

function missingOneOf(keys: readonly string[], path: readonly (string | number)[]): Draft {
  const words = keys.map((key) => `"${key}"`).join(' or ');
  return { finding: { code: 'missing-key', path, message: `This object needs ${words}.`, fix: `Add ${words}.` } };
}

/** True when another finding already explains this one. */
function isEcho(draft: Draft, all: readonly Draft[]): boolean {
  const { missing, overall } = draft;
  return all.some(({ finding, meant }) => {
    if (finding.code !== 'unknown-key') return false;
    if (missing !== undefined) return missing === meant && samePath(finding.path, draft.finding.path);
    return overall === true && samePath(finding.path.slice(0, draft.finding.path.length), draft.finding.path);
  });
}

function samePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
