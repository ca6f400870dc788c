const LONGEST = 300;

/** An error that a person reads: `message` says what happened and why, `fix` what to do next, `code` names the kind. */
export class ParleyError extends Error {
  override readonly name: string = 'ParleyError';
  readonly code: string;
  readonly fix: string;

  constructor(about: { readonly code: string; readonly message: string; readonly fix: string; readonly cause?: unknown }) {
    super(about.message, about.cause === undefined ? undefined : { cause: about.cause });
    this.code = about.code;
    this.fix = about.fix;
  }
}

/**
 * One line, at most 300 characters, that says what went wrong: no stack, no query parameters, no quoted input,
 * no password in an address. Takes whatever was thrown.
 */
export function describeError(error: unknown): string {
  const line = tell(error, 3).replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

function tell(error: unknown, depth: number): string {
  if (typeof error === 'string') return clean(error);
  if (!(error instanceof Error)) return `a thrown ${error === null ? 'null' : typeof error}`;
  if (error instanceof ParleyError) return `${clean(error.message)} ${error.fix}`;
  const inner = depth > 0 ? innerError(error) : undefined;
  const because = inner === undefined ? '' : ` (${tell(inner, depth - 1)})`;
  return `${named(error)}${because}`;
}

function named(error: Error): string {
  // JSON.parse quotes the text that it could not read.
  if (error instanceof SyntaxError && error.message.includes('JSON')) return 'SyntaxError: the text is not valid JSON';
  const message = clean(error.message);
  const name = error.name === 'Error' ? '' : error.name;
  const said = [name, message].filter((part) => part !== '').join(': ') || 'an error without a message';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return code === '' || said.includes(code) ? said : `${said} [${code}]`;
}

/** An AggregateError, as a failed connection gives it, says nothing itself: its first error does. */
function innerError(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}

function clean(message: string): string {
  // A database driver's message repeats the statement and its parameters, which hold what people wrote.
  if (message.startsWith('Failed query')) return 'a database query failed';
  return message.replace(/:\/\/[^\s/@]*@/g, '://');
}
