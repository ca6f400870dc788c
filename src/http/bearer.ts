import type { Request } from 'express';
import { readBearer } from '../lib/bearer-token.ts';
import type { TokenCheck } from './admin-tokens.ts';
import type { Attempts } from './attempts.ts';
import { clientAddress } from './client-address.ts';

/** What a request shows as `Authorization: Bearer …`. `seconds`: so long nothing is looked at, whether right or wrong. */
export type Shown =
  | { readonly as: 'nothing' }
  | { readonly as: 'wrong' }
  | { readonly as: 'too_many'; readonly seconds: number }
  | { readonly as: 'known'; readonly name: string };

export type BearerCheck = (request: Request) => Shown;

/** Looks at bearer tokens, and no more once too many from somewhere were wrong. */
export function createBearerCheck(check: TokenCheck, attempts: Attempts): BearerCheck {
  return (request) => {
    const token = readBearer(request.get('Authorization'));
    if (token === undefined) return { as: 'nothing' };
    const client = clientAddress(request);
    const seconds = attempts.waitFor(client);
    if (seconds > 0) return { as: 'too_many', seconds };
    const name = check(token);
    if (name === null) attempts.failed(client);
    else attempts.succeeded(client);
    return name === null ? { as: 'wrong' } : { as: 'known', name };
  };
}
