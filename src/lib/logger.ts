import { type DestinationStream, destination as openDestination, pino, stdTimeFunctions } from 'pino';

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Log = (fields: Fields, message: string) => void;

/** How to log: from which level on, as JSON lines or for people, and where to (standard error when not given). */
export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'json' | 'pretty';
  readonly destination?: DestinationStream;
}

const HIDDEN = '[hidden]';
const SECRET_NAME = /token|secret|passw|authorization|cookie|signature|api_?key|otp$|^(key|body|text|message|prompt)$/i;
const CREDENTIAL = /(?<=\b(?:bearer|basic)\s+)\S+|(?<=:\/\/)[^\s/@]+(?=@)/gi;

/**
 * A structured log over pino: one line a call, written before the call returns, so that nothing is lost at exit.
 * Callers keep secrets and texts out; should one slip in, its field is hidden by its name or its look.
 */
export function createLogger({ level, format, destination }: LoggerOptions): {
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
} {
  // Standard error, because standard output belongs to the data that commands print.
  const out = destination ?? openDestination({ dest: 2, sync: true });
  const log = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: hideSecrets },
    },
    format === 'json' ? out : { write: (text: string) => out.write(prettyLine(text)) },
  );
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}

function hideSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, hide(name, value)]));
}

/** Numbers and flags stay, and codes in words such as ECONNREFUSED: they name errors. A code in digits may be what a person typed. */
function hide(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (SECRET_NAME.test(name) || (/code$/i.test(name) && /^\P{L}*\d\P{L}*$/u.test(value))) return HIDDEN;
  return value.replace(CREDENTIAL, HIDDEN);
}

/** `12:30:05.120Z INFO  started port=3000` from one JSON line of pino. */
function prettyLine(text: string): string {
  const { level, time, msg, ...fields } = JSON.parse(text) as Record<string, unknown>;
  const words = Object.entries(fields).map(([name, value]) => `${name}=${prettyValue(value)}`);
  return `${[String(time).slice(11), String(level).toUpperCase().padEnd(5), String(msg).replace(/\p{Cc}/gu, ' '), ...words].join(' ')}\n`;
}

function prettyValue(value: unknown): string {
  const json = JSON.stringify(value);
  return /^"[\w.:/+@-]+"$/.test(json) ? json.slice(1, -1) : json;
}
