import { type JsonAnswer, twilioError } from './twilio-answers.ts';

export const VERIFY_SERVICE = `VA${'0123456789abcdef'.repeat(2)}`;

/** A request to Twilio Verify as it was posted. */
export interface VerifyCall {
  readonly path: 'Verifications' | 'VerificationCheck';
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

interface Verification {
  readonly sid: string;
  code: string;
  sends: number;
  checks: number;
  expiresAt: number;
  over: boolean;
}

const LIFE = 10 * 60_000;
const MOST_SENDS = 5;
const MOST_CHECKS = 5;
const PATH = /^\/v2\/Services\/(VA[0-9a-f]{32})\/(Verifications|VerificationCheck)$/;

/** A stand-in for Twilio Verify v2 with the shapes of its answers. Numbers that end in 410 are blocked. */
export class FakeVerify {
  readonly calls: VerifyCall[] = [];
  /** What the next calls get in place of their right answer: another one, or none at all. */
  readonly troubles: (JsonAnswer | 'hang')[] = [];
  readonly #now: () => number;
  readonly #open = new Map<string, Verification>();
  readonly #watchers = new Set<() => void>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The code that was last texted to a number. */
  codeOf(phone: string): string {
    return this.#open.get(phone)?.code ?? '';
  }

  /** Resolves once it was called so often. */
  async untilCalled(count: number): Promise<void> {
    while (this.calls.length < count) await new Promise<void>((resolve) => void this.#watchers.add(resolve));
  }

  /** Null for a path that is not Verify's. */
  answer(path: string, form: URLSearchParams, authorization: string | undefined): JsonAnswer | 'hang' | null {
    const [, service, kind] = PATH.exec(path) ?? [];
    if (kind !== 'Verifications' && kind !== 'VerificationCheck') return null;
    this.calls.push({ path: kind, form, authorization });
    for (const tell of this.#watchers) tell();
    this.#watchers.clear();
    const trouble = this.troubles.shift();
    if (trouble !== undefined) return trouble;
    if (service !== VERIFY_SERVICE) return notFound(path);
    return kind === 'Verifications' ? this.#send(form) : this.#check(path, form);
  }

  #send(form: URLSearchParams): JsonAnswer {
    const to = form.get('To') ?? '';
    if (!/^\+[1-9]\d{7,14}$/.test(to)) return twilioError(400, 60200, `Invalid parameter \`To\`: ${to}`);
    if (to.endsWith('410')) return twilioError(403, 60410, 'The destination phone number has been temporarily blocked by Twilio');
    const open = this.#pending(to) ?? { sid: `VE${'a'.repeat(32)}`, code: '', sends: 0, checks: 0, expiresAt: 0, over: false };
    if (open.sends >= MOST_SENDS) return twilioError(429, 60203, 'Max send attempts reached');
    open.sends += 1;
    open.expiresAt = this.#now() + LIFE;
    open.code ||= String(100_000 + this.calls.length * 7_919).slice(0, 6);
    this.#open.set(to, open);
    return { status: 201, body: describe(to, open, 'pending') };
  }

  #check(path: string, form: URLSearchParams): JsonAnswer {
    const to = form.get('To') ?? '';
    const code = form.get('Code') ?? '';
    const open = this.#pending(to);
    if (!open) return notFound(path);
    if (!/^\d{4,10}$/.test(code)) return twilioError(400, 60200, 'Invalid parameter: Code');
    if (open.checks >= MOST_CHECKS) return twilioError(429, 60202, 'Max check attempts reached');
    open.checks += 1;
    open.over = code === open.code;
    return { status: 200, body: describe(to, open, open.over ? 'approved' : 'pending') };
  }

  #pending(to: string): Verification | undefined {
    const open = this.#open.get(to);
    return open && !open.over && open.expiresAt > this.#now() ? open : undefined;
  }
}

function notFound(path: string): JsonAnswer {
  return twilioError(404, 20404, `The requested resource ${path} was not found`);
}

function describe(to: string, { sid }: Verification, status: 'pending' | 'approved'): Record<string, unknown> {
  const now = '2027-01-15T08:00:00Z';
  return {
    sid,
    service_sid: VERIFY_SERVICE,
    account_sid: `AC${'0123456789abcdef'.repeat(2)}`,
    to,
    channel: 'sms',
    status,
    valid: status === 'approved',
    amount: null,
    payee: null,
    date_created: now,
    date_updated: now,
  };
}
