import type { ApiAnswer } from '../../../engine/api.ts';
import type { Scope } from '../../../engine/scope.ts';
import type { Value } from '../../../engine/value.ts';
import type { CheckVerdict, SendVerdict } from '../verdicts.ts';

/** Who sends and checks codes: two APIs, and what their answers mean. */
export interface Provider {
  /** The word for it that a claim keeps. */
  readonly method: string;
  /** True when it counts by itself what it sends for a person, and where to. */
  readonly keepsBudgets: boolean;
  /** The ids of its APIs. */
  readonly send: string;
  readonly check: string;
  judgeSend(answer: ApiAnswer, scope: Scope): SendVerdict;
  judgeCheck(answer: ApiAnswer, scope: Scope): CheckVerdict;
}

/** A field of an answer's body; undefined where the body is no object or has none. */
export function bodyField({ response }: ApiAnswer, name: string): Value | undefined {
  const body = response?.body;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return undefined;
  return Object.hasOwn(body, name) ? (body as { readonly [key: string]: Value })[name] : undefined;
}

/** A text in an answer's body; empty where there is none. */
export function wordOf(answer: ApiAnswer, name: string): string {
  const value = bodyField(answer, name);
  return typeof value === 'string' ? value : '';
}

/** How many more checks the answer allows; nothing where that is no number of checks. */
export function checksLeft(answer: ApiAnswer): { readonly left?: number } {
  const left = bodyField(answer, 'attemptsLeft');
  return typeof left === 'number' && Number.isInteger(left) && left >= 0 && left <= MOST_CHECKS ? { left } : {};
}

const MOST_CHECKS = 100;

/** The longest that a provider can make a person wait, in seconds: a day. */
const LONGEST_WAIT = 86_400;

/** How long the answer asks to wait, in milliseconds, from its body's `retryAfter` or its header: both are seconds. */
export function retryAfter(answer: ApiAnswer): { readonly retryAfter?: number } {
  const seconds = Number(bodyField(answer, 'retryAfter') ?? answer.response?.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfter: Math.min(Math.ceil(seconds), LONGEST_WAIT) * 1000 } : {};
}
