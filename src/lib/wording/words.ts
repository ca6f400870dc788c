/** The states that have a text of their own, each with the names of what may be filled in. */
export const PLACEHOLDERS = {
  ask_phone: ['brand'],
  ask_phone_new: [],
  phone_no_digits: [],
  phone_too_short: [],
  phone_too_long: [],
  phone_bad_country: [],
  phone_two: [],
  phone_invalid: [],
  phone_not_mobile: ['number'],
  phone_not_served: ['support'],
  sending_slow: [],
  ask_code: ['n', 'number', 'ttl'],
  ask_code_known: ['n', 'last3', 'ttl'],
  otp_sms: ['code', 'brand', 'ttl'],
  code_wrong: ['left'],
  code_wrong_last: [],
  code_too_short: ['n'],
  code_too_long: ['n'],
  code_no_digits: ['n'],
  code_two: ['n'],
  code_is_phone: ['n'],
  code_expired: ['last3', 'ttl'],
  resent: ['last3'],
  resend_wait: ['wait'],
  resend_limit: ['mins', 'support'],
  attempts_over: ['mins', 'support'],
  send_failed: [],
  verify_failed: [],
  success: ['brand'],
  already: ['last3'],
  idle: ['n'],
  timeout: [],
  exit: [],
  options: ['support'],
  help: ['brand', 'support'],
  stop_own: ['brand'],
  start_own: ['brand'],
  not_text: ['n'],
  busy: [],
  lang: [],
  agent: [],
  blocked: ['support'],
} as const satisfies Readonly<Record<string, readonly Placeholder[]>>;

/** What the texts can be told: `n` digits of a code, `ttl` and `mins` in minutes, `wait` in seconds, `left` tries, `last3` digits of a number. */
export type Placeholder = 'brand' | 'support' | 'number' | 'last3' | 'n' | 'ttl' | 'left' | 'wait' | 'mins' | 'code';

/** One state with a text of its own. */
export type WordKey = keyof typeof PLACEHOLDERS;

/** All texts of one language, with their placeholders in double braces. */
export type Words = Readonly<Record<WordKey, string>>;

export type WordValues = Readonly<Partial<Record<Placeholder, string | number>>>;

/** The text with its placeholders filled in; one without a value becomes empty. */
export function fillIn(text: string, values: WordValues): string {
  return text.replaceAll(/\{\{ (\w+) \}\}/g, (_, name: string) => String(values[name as Placeholder] ?? ''));
}
