import { queryOf } from '../../api/query.ts';

/** Which conversations are listed: it stands in the address, so that a reload and the way back find it again. */
export interface Search {
  readonly address: string;
  readonly state: string;
  readonly flow: string;
  readonly failed: boolean;
}

/** Reads what the address asks for. */
export function readSearch(query: URLSearchParams): Search {
  return {
    address: query.get('address') ?? '',
    state: query.get('state') ?? '',
    flow: query.get('flow') ?? '',
    failed: query.get('failed') === 'true',
  };
}

/** The path of a list below `/console`. */
export function searchPath({ address, state, flow, failed }: Search): string {
  return `/conversations${queryOf({ address, state, flow, failed: failed ? 'true' : null })}`;
}

const LONGEST_ENDING = 9;

/**
 * What to ask the server for: "+1 (415) 555-0132" without what people put between the digits. A number without its plus
 * sign is no whole address, so that its last digits are looked for.
 */
export function askedAddress(typed: string): string {
  const bare = typed.trim();
  if (!/^\+?[\d\s().-]+$/.test(bare)) return bare;
  const number = bare.replaceAll(/[^\d+]/g, '');
  return number.startsWith('+') ? number : number.slice(-LONGEST_ENDING);
}
