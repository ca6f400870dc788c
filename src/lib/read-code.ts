import { plainText } from './typed-text.ts';

/** A code as a string of digits, or why none was read. None of the reasons is a try: nothing was compared. */
export type CodeReading =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly why: 'too_short' | 'too_long' | 'two' | 'phone' | 'none' };

const RUN = /\d+/g;
const JOINED = /\d+(?:[ \t._\u2212\p{Zs}\p{Pd}]+\d+)*/gu;
const SPELLED_AS_PHONE = /\d+(?:[ \t._()/\u2212\p{Zs}\p{Pd}]+\d+)*/gu;
const INTERNATIONAL = /(?<![\p{L}\p{N}])\+[ (]?\d/u;
const SHORTEST_PHONE = 9;

/** Finds a code of `length` digits in what a person typed, in time linear to the text. Zeros are kept. */
export function readCode(typed: string, length: number): CodeReading {
  const text = plainText(typed);
  const runs = text.match(RUN);
  if (runs === null) return { ok: false, why: 'none' };
  return pickCode(runs, length) ?? pickCode(joinedRuns(text, JOINED), length) ?? { ok: false, why: misfit(text, length) };
}

/** The one run of the right length, `two` when several differ, undefined when there is none. */
function pickCode(runs: readonly string[], length: number): CodeReading | undefined {
  const [code, ...others] = new Set(runs.filter((run) => run.length === length));
  if (code === undefined) return undefined;
  return others.length === 0 ? { ok: true, code } : { ok: false, why: 'two' };
}

function joinedRuns(text: string, form: RegExp): string[] {
  return (text.match(form) ?? []).map((run) => run.replace(/\D+/g, ''));
}

function misfit(text: string, length: number): 'too_short' | 'too_long' | 'phone' {
  const shortestPhone = Math.max(SHORTEST_PHONE, length + 1);
  if (INTERNATIONAL.test(text)) return 'phone';
  if (joinedRuns(text, SPELLED_AS_PHONE).some((run) => run.length >= shortestPhone)) return 'phone';
  return joinedRuns(text, JOINED).some((run) => run.length > length) ? 'too_long' : 'too_short';
}
