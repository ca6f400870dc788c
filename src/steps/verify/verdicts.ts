/** How a verification can end or stand, the same words for every provider. */
export const VERDICTS = [
  'approved',
  'wrong_code',
  'expired',
  'too_many_checks',
  'too_many_sends',
  'bad_number',
  'not_allowed',
  'blocked',
  'provider_down',
  'abandoned',
  'exited',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a provider can say of a send or a check. The others come from the person. */
export const PROVIDER_VERDICTS = VERDICTS.filter((verdict) => verdict !== 'abandoned' && verdict !== 'exited');
export type ProviderVerdict = (typeof PROVIDER_VERDICTS)[number];

/** What became of a send. Times are milliseconds: when the code expires, and how long until another may be sent, where the provider says so. */
export interface SendVerdict {
  readonly verdict: 'sent' | ProviderVerdict;
  readonly expiresAt?: number;
  readonly retryAfter?: number;
}

/** What became of a check. `left` is how many more the code allows, where the provider says so. */
export interface CheckVerdict {
  readonly verdict: ProviderVerdict;
  readonly left?: number;
  readonly retryAfter?: number;
}
