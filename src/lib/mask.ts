const MASK = '•••';
const SHORTEST_SECRET = 3;
// Deeper than any answer of an API means anything; what lies below is masked rather than walked.
const DEEPEST = 200;

/** The text with a dot for every digit: decimal digits of every script, and the likes of ① that are read as digits. */
export function maskDigits(text: string): string {
  return text.replace(/[\p{Nd}\p{No}]/gu, '•');
}

/** Whether a masked text could read so in full: each run of dots stands for any text. */
export function couldRead(masked: string, text: string): boolean {
  const [first = '', ...rest] = masked.split(/•+/u);
  const last = rest.pop();
  if (last === undefined) return text === masked;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/**
 * The text with `•••` for every occurrence of a secret. Secrets that overlap are masked as one, so that no rest of
 * one shows; secrets of fewer than 3 characters are left, because they would mask half the text.
 */
export function maskValues(text: string, secrets: Iterable<string>): string {
  const found = findSecrets(text, secrets);
  if (found.length === 0) return text;
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let masked = '';
  let shown = 0;
  for (const { start, end } of found) {
    if (start >= shown) masked += text.slice(shown, start) + MASK;
    shown = Math.max(shown, end);
  }
  return masked + text.slice(shown);
}

/**
 * The same over any JSON value: strings, names of members, and numbers whose digits hold a secret. Anything nested
 * deeper than 200 levels becomes `•••`. The value itself is not changed; one that needs no mask is given as it is.
 */
export function maskDeep(value: unknown, secrets: Iterable<string>): unknown {
  const listed = longEnough(secrets);
  return isOpen(value, listed, DEEPEST) ? value : maskLevel(value, listed, DEEPEST);
}

/** Whether `maskDeep` would mask something of a value. */
export function holdsSecret(value: unknown, secrets: Iterable<string>): boolean {
  return !isOpen(value, longEnough(secrets), DEEPEST);
}

function longEnough(secrets: Iterable<string>): readonly string[] {
  return Array.from(secrets).filter((secret) => secret.length >= SHORTEST_SECRET);
}

/** Nothing in it has to be masked. Looks without copying, for hardly anything does. */
function isOpen(value: unknown, secrets: readonly string[], depth: number): boolean {
  if (typeof value === 'string') return !holdsAny(value, secrets);
  if (typeof value === 'number') return !holdsAny(String(value), secrets);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const name of Object.keys(value)) {
    if (holdsAny(name, secrets) || !isOpen(value[name as keyof typeof value], secrets, depth - 1)) return false;
  }
  return true;
}

function holdsAny(text: string, secrets: readonly string[]): boolean {
  for (const secret of secrets) if (text.includes(secret)) return true;
  return false;
}

function maskLevel(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return maskValues(value, secrets);
  if (typeof value === 'number') {
    const text = String(value);
    const masked = maskValues(text, secrets);
    return masked === text ? value : masked;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return MASK;
  if (Array.isArray(value)) return value.map((item) => maskLevel(item, secrets, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [maskValues(name, secrets), maskLevel(member, secrets, depth - 1)]),
  );
}

/** The ways a secret may stand in a URL, a form or JSON: as it is, and escaped. */
export function writtenForms(secret: string): readonly string[] {
  if (/^[A-Za-z0-9._~-]*$/.test(secret)) return [secret];
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const inJson = escapeJson(secret);
  // JSON that is told back as a text within JSON has every escape once more.
  return [...new Set([secret, inJson, escapeJson(inJson), form, percentEncoded(secret)])];
}

/** Adds every text and number in a JSON value to what must not show. */
export function addTexts(value: unknown, texts: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') texts.add(String(value));
  else if (value !== null && typeof value === 'object') for (const part of Object.values(value)) addTexts(part, texts);
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Percent-encodes one part of a URL; half a surrogate pair, which cannot be, becomes U+FFFD. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
}

function findSecrets(text: string, secrets: Iterable<string>): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    for (let start = text.indexOf(secret); start !== -1; start = text.indexOf(secret, start + 1)) {
      found.push({ start, end: start + secret.length });
    }
  }
  return found;
}
