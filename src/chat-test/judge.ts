import { statusOf } from '../engine/state.ts';
import type { Listed, Standing } from './chat-file.ts';
import { pathsProblem, textProblem } from './expected.ts';
import { describeHappening, type Happening } from './happening.ts';
import type { SeenConversation } from './recorder.ts';

/** Null when a happening is what an entry says; else what is wrong with it, in words. */
export function judge(expected: Listed, actual: Happening): string | null {
  if (expected.kind === 'bot' && actual.kind === 'bot') {
    return textProblem(expected.text, actual.text) ?? (expected.media && mediaProblem(expected.media, actual.media));
  }
  if (expected.kind === 'api' && actual.kind === 'api') {
    if (expected.api !== actual.api) return `Here ${actual.api} was called instead of ${expected.api}.`;
    return pathsProblem(expected.sent, actual.sent);
  }
  if (expected.kind === 'end' && actual.kind === 'end') {
    const isLike = expected.outcome === null || expected.outcome === actual.outcome;
    return isLike ? null : `It should end with "${expected.outcome}".`;
  }
  return `Instead of this, ${describeHappening(actual)}.`;
}

/** Null when these are the media; else what they are. */
export function mediaProblem(listed: readonly string[], sent: readonly string[]): string | null {
  if (listed.length === sent.length && listed.every((one, at) => one === sent[at])) return null;
  return `The media should be ${listed.join(', ') || 'none'}; they are ${sent.join(', ') || 'none'}.`;
}

/** Null when a conversation is as an entry says; else how it is. A step of a flow that another one runs may be named with its flow. */
export function stateProblem(expected: Standing, { state, at }: SeenConversation): string | null {
  if (expected.kind === 'attributes') return pathsProblem(expected.values, state.attributes);
  if (expected.kind === 'at') {
    if (state.step !== null && (expected.step === state.step || expected.step === at)) return null;
    return `The conversation is at ${at ?? 'no step: it has ended'}; it should be ${expected.step}.`;
  }
  const status = statusOf(state);
  return status === expected.status ? null : `The conversation is ${status}; it should be ${expected.status}.`;
}
