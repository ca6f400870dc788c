import { LONGEST_TEXT } from '../../engine/says.ts';
import type { Scope } from '../../engine/scope.ts';
import { countSegments, type Segments } from '../../lib/segments.ts';
import { splitText } from '../../lib/sendable.ts';
import type { ApiOutline, FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import type { Path } from '../raw.ts';
import { placeOf } from '../reads.ts';
import type { StepOutline } from '../step-outline.ts';
import type { Found } from '../templates-in.ts';
import { ASSUMED_LENGTH, plausibleScope } from './plausible-scope.ts';

/** A text as it is said, with values put in. */
export interface Measured {
  readonly path: Path;
  readonly text: string;
  /** Its length hangs on values. */
  readonly varies: boolean;
}

/** Warns of texts that cost more than one SMS, or are split; on WhatsApp alone only of the latter. */
export function checkTexts(flow: FlowOutline, apis: readonly ApiOutline[]): Finding[] {
  const texts = measureTexts(flow, apis);
  const bySms = flow.trigger?.channels.includes('sms') ?? true;
  return texts.flatMap((one) => splitFinding(one) ?? (bySms ? smsFinding(one) : []));
}

/** Every text of a flow, as long as it may well be. */
export function measureTexts(flow: FlowOutline, apis: readonly ApiOutline[]): Measured[] {
  const scope = plausibleScope(flow, apis);
  return [
    ...flow.templates.flatMap((found) => measure(found, flow, scope, () => [])),
    ...flow.steps.flatMap((step) => {
      const saidAtEntry = entrySayer(step, scope);
      return step.templates.flatMap((found) => measure(found, flow, scope, saidAtEntry));
    }),
  ];
}

const NOWHERE = { memory: {}, country: undefined, ours: '', allowedCountries: null, now: 0, words: () => '' };

type SaidAtEntry = (language: string | null) => readonly string[];

/** What a step says when it is entered: more than its template where choices are listed below it. */
function entrySayer(step: StepOutline, scope: Scope): SaidAtEntry {
  const known = new Map<string | null, readonly string[]>();
  return (language) => {
    const before = known.get(language);
    if (before) return before;
    const inLanguage = { ...scope, contact: { ...scope.contact, language } };
    const result = step.ask((one, config) => one.step(config, { type: 'entered' }, { ...NOWHERE, scope: inLanguage }));
    const texts = result && result.type !== 'pass' ? (result.say ?? []).map((say) => say.text) : [];
    known.set(language, texts);
    return texts;
  };
}

function measure(found: Found, flow: FlowOutline, scope: Scope, saidAtEntry: SaidAtEntry): Measured[] {
  if (!found.said) return [];
  const { path, language } = placeOf(found, flow.document.value);
  const text = rendered(found, scope);
  if (text === null || text === '') return [];
  const whole = saidAtEntry(language).find((said) => said.startsWith(text)) ?? text;
  return [{ path, text: whole, varies: found.reads.length > 0 }];
}

function rendered(found: Found, scope: Scope): string | null {
  try {
    return String(found.run(scope));
  } catch {
    return null;
  }
}

function splitFinding({ path, text, varies }: Measured): Finding[] | null {
  if (text.length <= LONGEST_TEXT) return null;
  return [
    {
      code: 'split-text',
      severity: 'warning',
      path,
      message: `This text has ${text.length} characters${assumption(varies)}, so it leaves as ${splitText(text).length} messages: one takes ${LONGEST_TEXT}.`,
      fix: 'Shorten it, or say it in several steps.',
    },
  ];
}

function smsFinding({ path, text, varies }: Measured): Finding[] {
  const counted = countSegments(text);
  if (counted.segments === 1) return shortUcs2(path, counted);
  const { segments, units, culprit } = counted;
  const why =
    culprit === null ? `${units} of 160 characters` : `${units} of 70 characters, because ${shown(culprit)} is not in GSM-7`;
  return [
    {
      code: 'long-text',
      severity: 'warning',
      path,
      message: `By SMS this text is ${segments} segments (${why}${assumption(varies)}): it costs as much as ${segments} messages.`,
      fix: culprit === null ? 'Shorten it to 160 characters.' : `${adviceOn(culprit)} Without such characters 160 fit.`,
    },
  ];
}

function shortUcs2(path: Path, { culprit, units }: Segments): Finding[] {
  if (culprit === null || isForeignLetter(culprit)) return [];
  return [
    {
      code: 'ucs2-text',
      severity: 'warning',
      path,
      message: `${shown(culprit)} is not in GSM-7, so by SMS this text takes 70 characters a segment in place of 160. It has ${units}.`,
      fix: adviceOn(culprit),
    },
  ];
}

/** A letter of a script that GSM-7 cannot write at all: no slip, and nothing to put in its place. */
function isForeignLetter(character: string): boolean {
  return /[\p{L}\p{M}]/u.test(character) && !/[\p{Script=Latin}\p{Script=Inherited}]/u.test(character);
}

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['’', "'"],
  ['‘', "'"],
  ['“', '"'],
  ['”', '"'],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['•', '-'],
  ['`', "'"],
  ['\t', ' '],
  ['\u00a0', ' '],
  ['\u202f', ' '],
]);

function adviceOn(character: string): string {
  const plain = PLAIN.get(character);
  return plain === undefined ? `Leave ${shown(character)} out if it is not needed.` : `Write ${shown(plain)} in its place.`;
}

/** Blanks by their number, so that they can be told apart. */
function shown(character: string): string {
  if (character === ' ') return 'a plain space';
  if (!/\s/u.test(character)) return `"${character}"`;
  return `the blank U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function assumption(varies: boolean): string {
  return varies ? `, where a value without a sample counts as ${ASSUMED_LENGTH}` : '';
}
