import type { ApiAnswer } from '../../../engine/api.ts';
import type { Scope } from '../../../engine/scope.ts';
import type { Pair, Rule } from '../config.ts';
import type { CheckVerdict, ProviderVerdict } from '../verdicts.ts';
import { builtin } from './builtin.ts';
import { bodyField, checksLeft, type Provider, retryAfter } from './provider.ts';

/** What failures usually mean, where the step does not say. */
const SEND_FAILURES: ReadonlyMap<number, ProviderVerdict> = new Map([
  [400, 'bad_number'],
  [422, 'bad_number'],
  [403, 'not_allowed'],
  [429, 'too_many_sends'],
]);
const CHECK_FAILURES: ReadonlyMap<number, ProviderVerdict> = new Map([
  [404, 'expired'],
  [410, 'expired'],
  [429, 'too_many_checks'],
]);

/** Fields by which checks usually say whether the code was right. */
const YES_OR_NO = ['verified', 'valid', 'approved'] as const;

/** Two APIs of the catalogue. The step's own rules come first, then what such answers usually mean. */
export function pairOf({ send, check, verdicts = {} }: Pair): Provider {
  return {
    method: check,
    keepsBudgets: false,
    send,
    check,
    judgeSend: (answer, scope) => {
      const usual = answer.ok ? 'sent' : (SEND_FAILURES.get(answer.response?.status ?? 0) ?? 'provider_down');
      const verdict = byRules(verdicts.send ?? [], answer, scope) ?? usual;
      return { ...(verdict === 'sent' ? builtin.judgeSend(answer, scope) : retryAfter(answer)), verdict };
    },
    judgeCheck: (answer, scope) => {
      const verdict = byRules(verdicts.check ?? [], answer, scope) ?? usualCheck(answer, scope);
      return { verdict, ...checksLeft(answer), ...retryAfter(answer) };
    },
  };
}

function byRules(rules: readonly Rule[], answer: ApiAnswer, scope: Scope): ProviderVerdict | undefined {
  const { response } = answer;
  if (!response) return undefined;
  const full: Scope = { ...scope, attributes: { ...scope.attributes, ...answer.saved }, response };
  return rules.find((one) => (one.if ? one.if.test(full) : matchesStatus(one.status, response.status)))?.verdict;
}

function matchesStatus(wanted: Rule['status'], got: number): boolean {
  return wanted === got || wanted === `${Math.floor(got / 100)}xx`;
}

function usualCheck(answer: ApiAnswer, scope: Scope): CheckVerdict['verdict'] {
  if (!answer.ok) return CHECK_FAILURES.get(answer.response?.status ?? 0) ?? 'provider_down';
  const byStatus = bodyField(answer, 'status') === 'pending' ? 'wrong_code' : builtin.judgeCheck(answer, scope).verdict;
  const told = YES_OR_NO.map((name) => bodyField(answer, name)).filter((value) => typeof value === 'boolean');
  // Where one field says no, no other one says yes.
  if (told.includes(false)) return byStatus === 'approved' || byStatus === 'provider_down' ? 'wrong_code' : byStatus;
  return byStatus === 'provider_down' && told.length > 0 ? 'approved' : byStatus;
}
