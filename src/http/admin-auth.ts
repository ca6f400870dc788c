import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { errorBody } from './errors.ts';

/** Lets a request through that shows one of the tokens of `ADMIN_TOKEN`: one, or several with names, as in `ana:…,bo:…`. */
export function requireAdmin(adminTokens: string): RequestHandler {
  const accepted = readTokens(adminTokens).map(digest);
  return (request, response, next) => {
    const [, token] = /^bearer +(.+)$/is.exec(request.get('Authorization') ?? '') ?? [];
    const shown = digest(token ?? '');
    const known = accepted.filter((one) => timingSafeEqual(one, shown)).length > 0;
    if (token !== undefined && known) return next();
    response
      .set('WWW-Authenticate', 'Bearer')
      .status(401)
      .json(errorBody('unauthorized', 'Show the admin token: "Authorization: Bearer <ADMIN_TOKEN>".'));
  };
}

function readTokens(adminTokens: string): string[] {
  const parts = adminTokens.split(',').map((part) => /^\s*\w+:(.+?)\s*$/.exec(part)?.[1]);
  return parts.every((part) => part !== undefined) ? parts : [adminTokens];
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
