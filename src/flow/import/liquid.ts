import { compileTemplate } from '../../engine/template.ts';

/** What stands in the place of a variable of Studio. */
export type Replace = (path: readonly string[]) => string;

/** A template with every variable of Studio replaced, filters and tags kept; or why it cannot be taken over. */
export type Rewritten =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string; readonly why: string };

const MARKUP = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const SEGMENT = String.raw`\.\s*[\w-]+|\[\s*(?:-?\d+|"[^"]*"|'[^']*')\s*\]`;
const ROOTS = ['flow', 'widgets', 'trigger', 'contact', 'execution'];

/** Variables that begin with one of these names. Texts in quotes are matched too, so that a name in one is left alone. */
function variablesOf(roots: readonly string[]): RegExp {
  return new RegExp(String.raw`"[^"]*"|'[^']*'|(?<![\w.-])(?:${roots.join('|')})(?![\w-])(?:${SEGMENT})*`, 'g');
}

/** Filters that Twilio knows by another name. */
const FILTERS: readonly (readonly [RegExp, string])[] = [[/\|\s*to_json\b/g, '| json']];

/** No name of the original is left: one that means something here, such as `secret`, would give away what it never had. */
export function rewriteTemplate(source: string, replace: Replace): Rewritten {
  const ours = new Set<string>();
  const noted: Replace = (path) => {
    const as = replace(path);
    ours.add(/^\w+/.exec(as)?.[0] ?? '');
    return as;
  };
  try {
    const renamed = FILTERS.reduce((text, [from, to]) => text.replaceAll(from, to), source);
    const text = rewriteMarkup(renamed, variablesOf(ROOTS), noted);
    const strange = headsIn(text).filter((head) => !ours.has(head));
    if (strange.length === 0) return { ok: true, text };
    const whole = rewriteMarkup(text, variablesOf(strange), noted);
    if (headsIn(whole).every((head) => ours.has(head))) return { ok: true, text: whole };
    return { ok: false, text: withoutMarkup(source), why: `"${strange[0]}" cannot be replaced` };
  } catch (error) {
    return { ok: false, text: withoutMarkup(source), why: (error as Error).message };
  }
}

function rewriteMarkup(source: string, variables: RegExp, replace: Replace): string {
  return source.replaceAll(MARKUP, (markup) => {
    const replaced = markup.replaceAll(variables, (match) => (/^["']/.test(match) ? match : replace(segmentsOf(match))));
    return replaced.replace(/^\{\{\s*([\w.[\]"'-]+)\s*\}\}$/, '{{ $1 }}');
  });
}

/** The names that a template reads. */
function headsIn(template: string): string[] {
  return compileTemplate(template).reads.map(([head = '']) => head);
}

/** It must not be read as a template, or the flow could not be loaded. */
function withoutMarkup(source: string): string {
  return source.replaceAll('{{', '[[').replaceAll('}}', ']]').replaceAll('{%', '[%').replaceAll('%}', '%]');
}

/** `a.b[0]["c d"]` as `a`, `b`, `0`, `c d`. */
function segmentsOf(path: string): string[] {
  const parts = path.matchAll(/\[\s*(?:"([^"]*)"|'([^']*)'|(-?\d+))\s*\]|([\w-]+)/g);
  return Array.from(parts, ([, double, single, index, name]) => double ?? single ?? index ?? name ?? '');
}

/** The name in a template that is nothing but one output of one name; undefined for any other. */
export function onlyName(template: string): string | undefined {
  return /^\s*\{\{-?\s*([a-z_][\w]*(?:\.[A-Za-z_][\w-]*)*)\s*-?\}\}\s*$/.exec(template)?.[1];
}

/** A further part of a path as Liquid reads it. */
export function pathTail(segments: readonly string[]): string {
  return segments
    .map((one) => (/^[A-Za-z_][\w-]*$/.test(one) ? `.${one}` : /^\d+$/.test(one) ? `[${one}]` : `["${one}"]`))
    .join('');
}
