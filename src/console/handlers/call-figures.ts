import type { ApiItem } from '../contract.ts';
import type { CallMade } from '../../runtime/figures.ts';
import { iso } from './answers.ts';

const DAY = 86_400_000;

/** How the calls of an API went. `calls` are the latest first. */
export function figuresOf(calls: readonly CallMade[], now: number): Pick<ApiItem, 'last' | 'p95' | 'failures24h'> {
  const [last] = calls;
  const ofDay = calls.filter(({ at }) => at > now - DAY);
  const times = ofDay.map(({ call }) => call.ms).sort((a, b) => a - b);
  return {
    last: last ? { at: iso(last.at), status: last.call.status, ok: last.call.ok } : null,
    p95: times[Math.ceil(times.length * 0.95) - 1] ?? null,
    failures24h: ofDay.filter(({ call }) => !call.ok).length,
  };
}

/** Calls by the id of their API. */
export function byApi(calls: readonly CallMade[]): ReadonlyMap<string, readonly CallMade[]> {
  const found = new Map<string, CallMade[]>();
  for (const one of calls) {
    const { api } = one.call;
    if (api === undefined) continue;
    const known = found.get(api);
    if (known) known.push(one);
    else found.set(api, [one]);
  }
  return found;
}
