import { createHash, timingSafeEqual } from 'node:crypto';

/** Says whose token that is; null when it is nobody's. It takes as long for one as for the other. */
export type TokenCheck = (token: string) => string | null;

/** The tokens of `ADMIN_TOKEN`: one, or several with names, as in `ana:…,bo:…`. The one without a name is the admin's, and so is the whole. */
export function createTokenCheck(adminTokens: string): TokenCheck {
  const accepted = [...readTokens(adminTokens), { name: 'admin', token: adminTokens }].map(({ name, token }) => ({
    name,
    digest: digestOf(token),
  }));
  return (token) => {
    const shown = digestOf(token);
    const [known] = accepted.filter(({ digest }) => timingSafeEqual(digest, shown));
    return known?.name ?? null;
  };
}

/** A token that opens everything, for a command on the same machine. */
export function firstToken(adminTokens: string): string {
  return readTokens(adminTokens)[0]?.token ?? adminTokens;
}

/** Compares two texts in a time that says nothing about them. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

function readTokens(adminTokens: string): { readonly name: string; readonly token: string }[] {
  const parts = adminTokens.split(',').map((part) => /^\s*(\w+):(.+?)\s*$/.exec(part));
  const named = parts.flatMap((part) => (part ? [{ name: part[1] ?? '', token: part[2] ?? '' }] : []));
  return named.length === parts.length ? named : [{ name: 'admin', token: adminTokens }];
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
