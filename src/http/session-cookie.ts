import type { Request, Response } from 'express';

const NAME = 'parley_session';
const LIFE = 12 * 3_600;

/** The secret of a session as a request shows it; null when it shows none. */
export function readSecret(request: Request): string | null {
  for (const pair of (request.get('Cookie') ?? '').split(';')) {
    const [, value] = /^\s*parley_session=([\w-]{43})\s*$/.exec(pair) ?? [];
    if (value !== undefined) return value;
  }
  return null;
}

/** Sets the cookie; a null secret takes it away. No script can read it, and no other site can have it sent. */
export function setSecret(response: Response, secret: string | null, isSecure: boolean): void {
  const life = secret === null ? 0 : LIFE;
  const secure = isSecure ? '; Secure' : '';
  response.append('Set-Cookie', `${NAME}=${secret ?? ''}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Strict${secure}`);
}
