import type { Request, Response } from 'express';

const LIFE = 12 * 3_600;

/** A browser takes a cookie with this prefix over https only, from this host alone, and for all of it. */
const HOST_ONLY = '__Host-';
const NAME = 'parley_session';

/** How the cookie is called and kept for whoever sent a request. */
interface Manner {
  readonly name: string;
  readonly isSecure: boolean;
}

/** The secret of a session as a request shows it; null when it shows none. */
export function readSecret(request: Request, publicUrl: string): string | null {
  const { name } = mannerOf(request, publicUrl);
  for (const pair of (request.get('Cookie') ?? '').split(';')) {
    const [, shown, value] = /^\s*([\w-]+)=([\w-]{43})\s*$/.exec(pair) ?? [];
    if (shown === name && value !== undefined) return value;
  }
  return null;
}

/** Sets the cookie; a null secret takes it away. No script can read it, and no other site can have it sent. */
export function setSecret(request: Request, response: Response, secret: string | null, publicUrl: string): void {
  const { name, isSecure } = mannerOf(request, publicUrl);
  const life = secret === null ? 0 : LIFE;
  const secure = isSecure ? '; Secure' : '';
  response.append('Set-Cookie', `${name}=${secret ?? ''}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Strict${secure}`);
}

/** Only the one name counts: another host of the same site could set the other. */
function mannerOf(request: Request, publicUrl: string): Manner {
  const isSecure = publicUrl.startsWith('https:') || request.get('X-Forwarded-Proto') === 'https';
  return { name: isSecure ? HOST_ONLY + NAME : NAME, isSecure };
}
