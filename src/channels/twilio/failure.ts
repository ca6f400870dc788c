import type { SendResult } from '../../runtime/ports.ts';

/** An answer of Twilio's that is not a success. Holds only what is safe to keep: numbers, no text of the answer. */
export class TwilioRefusal extends Error {
  readonly status: number;
  /** Twilio's error code, where the answer names one. */
  readonly code: number | null;
  /** Seconds. */
  readonly retryAfter: number | null;

  constructor(answer: { readonly statusCode: number; readonly body: unknown; readonly headers: unknown }) {
    super(`Twilio answered HTTP ${answer.statusCode}`);
    this.name = 'TwilioRefusal';
    this.status = answer.statusCode;
    this.code = readCode(answer.body);
    this.retryAfter = readRetryAfter(answer.headers);
  }
}

/** Error codes that pass: too many requests at once, a full queue of the sender. */
const PASSING_CODES: ReadonlySet<number> = new Set([20429, 21611]);
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * What a failed send means. `refused` only where it is certain that Twilio did not take the message; all that happens
 * after the request may have been written is `unknown`. Reasons carry codes of the error, never its text.
 */
export function readFailure(error: unknown): SendResult {
  if (error instanceof TwilioRefusal) return readRefusal(error);
  const code = codeOf(error) ?? 'no code';
  if (neverReached(error)) {
    const reason = `Twilio could not be reached (${code}), so nothing was sent. Check the network and TWILIO_API_URL.`;
    return { as: 'refused', code: null, reason, retry: true, retryAfter: null };
  }
  return {
    as: 'unknown',
    reason: `No answer of Twilio's could be read (${code}), so the message may have been taken. Its status callback or message list will tell.`,
  };
}

function readRefusal(refusal: TwilioRefusal): SendResult {
  const { status, code, retryAfter } = refusal;
  const named = code === null ? `HTTP ${status}` : `HTTP ${status}, error ${code}`;
  if (status >= 500) {
    const reason = `Twilio answered ${named}, so the message may have been taken. Its status callback or message list will tell.`;
    return { as: 'unknown', reason };
  }
  const retry = PASSING_STATUSES.has(status) || (code !== null && PASSING_CODES.has(code));
  const help = code === null ? 'Check TWILIO_API_URL.' : `See https://www.twilio.com/docs/api/errors/${code}.`;
  const reason = `Twilio refused the message (${named}). ${retry ? 'It will be tried again.' : help}`;
  return { as: 'refused', code, reason, retry, retryAfter: retry ? retryAfter : null };
}

/** Failures of looking up the host, of connecting and of the TLS handshake: all before the first byte of a request. */
const BEFORE_REQUEST: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function neverReached(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null && BEFORE_REQUEST.has(code)) return true;
  // A timeout or an unreachable network can also come later; only the system call tells.
  const cause = error instanceof Error ? error.cause : undefined;
  const attempts: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return attempts.length > 0 && attempts.every((attempt) => property(attempt, 'syscall') === 'connect');
}

function codeOf(error: unknown): string | null {
  const code = property(error, 'code');
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : null;
}

function readCode(body: unknown): number | null {
  const code = property(body, 'code');
  return typeof code === 'number' && Number.isSafeInteger(code) ? code : null;
}

function readRetryAfter(headers: unknown): number | null {
  const value = property(headers, 'retry-after');
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : null;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
