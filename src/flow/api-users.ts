import { outlinesOf, type Workshop } from './workshop.ts';

/** A step that calls an API. */
export interface ApiUser {
  readonly flow: string;
  readonly step: string;
}

/** The steps that call each API, by its id. */
export function apiUsers(workshop: Workshop): ReadonlyMap<string, readonly ApiUser[]> {
  const users = new Map<string, ApiUser[]>();
  for (const { id: flow, steps } of outlinesOf(workshop)) {
    for (const { id, calls } of steps) {
      for (const api of new Set(calls)) {
        users.set(api, [...(users.get(api) ?? []), { flow, step: id ?? '?' }]);
      }
    }
  }
  return users;
}
