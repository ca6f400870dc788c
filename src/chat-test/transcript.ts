import { formatDuration } from '../lib/duration.ts';
import type { Action, Expectation, ExpectedText } from './chat-file.ts';
import type { Happening } from './happening.ts';

/** One line of a chat as it is printed. */
export interface TranscriptLine {
  readonly who: string;
  readonly text: string;
  readonly isWrong: boolean;
}

export function ofAction(action: Action): TranscriptLine {
  if (action.kind !== 'user') return line(action.kind, formatDuration(action.ms));
  const { text, media, button, location } = action;
  const extras = [button === null ? '' : `(button ${button})`, ...media.map((url) => `(${url})`), location ? '(location)' : ''];
  return line('user', [text, ...extras].filter((part) => part !== '').join(' '));
}

export function ofHappening(one: Happening): TranscriptLine {
  if (one.kind === 'bot')
    return line(
      'bot',
      [one.shown, ...one.media.map((url) => `(${url})`), ...one.buttons.map(({ label }) => `[${label}]`)].join(' '),
    );
  if (one.kind === 'api') return line('api', `${one.api} → ${one.answer ?? 'no answer'}`);
  return line('end', one.outcome);
}

export function ofExpectation(expected: Expectation): TranscriptLine {
  return line(expected.kind, describeExpectation(expected));
}

function describeExpectation(expected: Expectation): string {
  if (expected.kind === 'bot') return describeText(expected.text);
  if (expected.kind === 'attributes') return Object.keys(expected.values).join(', ');
  if (expected.kind === 'api') return expected.api;
  if (expected.kind === 'at') return expected.step;
  return expected.kind === 'status' ? expected.status : (expected.outcome ?? '');
}

function describeText({ exact, prefix, has, matches }: ExpectedText): string {
  const parts = [
    exact,
    prefix === null ? null : `${prefix} ...`,
    ...has.map((one) => `… ${one} …`),
    ...matches.map((one) => `/${one}/`),
  ];
  return parts.filter((part) => part !== null).join(' ');
}

function line(who: string, text: string): TranscriptLine {
  return { who, text, isWrong: false };
}
