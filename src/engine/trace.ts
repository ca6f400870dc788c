import { maskDeep } from '../lib/mask.ts';
import type { ApiAnswer } from './api.ts';
import type { Value } from './value.ts';

/** One thing a turn did, for the person who asks why. JSON, secrets hidden. */
export interface TraceEntry {
  readonly step: string | null;
  /** What the step was told, or `command`, `no_reply`, `limit`. */
  readonly on: string;
  /** Where it went on, for a step that went on. */
  readonly to?: string;
  /** By which of its exits it went on, where there is more than one. */
  readonly exit?: string;
  /** What it waits for, for a step that waits. */
  readonly waits?: string;
  readonly outcome?: string;
  readonly note?: string;
  readonly set?: Readonly<Record<string, Value>>;
  readonly call?: CallTrace;
}

export interface CallTrace {
  readonly ok: boolean;
  readonly api?: string;
  readonly failure?: string;
  readonly reason?: string;
  readonly method: string;
  readonly url: string;
  readonly request: string | null;
  readonly status: number | null;
  readonly response: string | null;
  readonly attempts: number;
  readonly ms: number;
  readonly missing?: readonly string[];
}

/** `api` is the id of what was called. */
export function traceCall(answer: ApiAnswer, api: string | null): CallTrace {
  const { exchange } = answer;
  return {
    ok: answer.ok,
    ...(api === null ? {} : { api }),
    ...(answer.failure ? { failure: answer.failure } : {}),
    ...(answer.reason ? { reason: answer.reason } : {}),
    method: exchange.method,
    url: exchange.url,
    request: exchange.requestBody,
    status: exchange.status,
    response: exchange.responseBody,
    attempts: exchange.attempts,
    ms: exchange.ms,
    ...(answer.missing.length > 0 ? { missing: answer.missing } : {}),
  };
}

const HIDDEN = '•••';

/** The entries with secret attributes hidden by name, and secret values hidden wherever else they stand. */
export function maskTrace(
  entries: readonly TraceEntry[],
  names: ReadonlySet<string>,
  values: readonly string[],
): readonly TraceEntry[] {
  const byName =
    names.size === 0 ? entries : entries.map((entry) => (entry.set ? { ...entry, set: hideNamed(entry.set, names) } : entry));
  return values.length === 0 ? byName : byName.map((entry) => maskDeep(entry, values) as TraceEntry);
}

function hideNamed(set: Readonly<Record<string, Value>>, names: ReadonlySet<string>): Readonly<Record<string, Value>> {
  const shown = { ...set };
  for (const name of names) if (Object.hasOwn(shown, name) && shown[name] !== null) shown[name] = HIDDEN;
  return shown;
}
