import type { FormPair } from './form.ts';
import { createSignatureCheck, type SignatureOptions } from './signature.ts';

/** What of a request may say which address was signed. `path` is path and query as they arrived. */
export interface Arrived {
  readonly path: string;
  readonly host: string | undefined;
  readonly forwardedHost: string | undefined;
}

/** Why a signature did not fit, and what to do about it. */
export interface Misfit {
  readonly reason: string;
  readonly urlChecked: string;
  readonly signedFor: string | null;
  readonly hint: string;
}

/** Looks for the address that a signature which did not fit may have been made for. */
export function explainSignature(
  options: SignatureOptions,
  arrived: Arrived,
  pairs: readonly FormPair[],
  signature: string | undefined,
): Misfit {
  const urlChecked = options.publicUrl + arrived.path;
  if (signature === undefined || signature === '') {
    const hint = 'Twilio signs every webhook, so this one came from somebody else, or something on the way took the header off.';
    return { reason: 'It had no signature.', urlChecked, signedFor: null, hint };
  }
  const signedFor = candidates(options.publicUrl, arrived).find(({ origin, path }) =>
    createSignatureCheck({ ...options, publicUrl: origin })(path, pairs, signature),
  );
  if (signedFor) {
    const { origin, path } = signedFor;
    const hint =
      origin === options.publicUrl
        ? `Twilio calls ${path} in place of ${arrived.path}. Set the webhook of the number to ${options.publicUrl}/webhooks/twilio, or run: npx parley connect`
        : `Set PUBLIC_URL to ${origin}, or point the webhook of the number to ${options.publicUrl}/webhooks/twilio (npx parley connect does that).`;
    return { reason: 'It was signed for another address.', urlChecked, signedFor: origin + path, hint };
  }
  const hint =
    'No address that we can think of was signed with TWILIO_AUTH_TOKEN. Check that the token is that of the account whose number this is; npx parley doctor helps.';
  return { reason: 'Its signature does not fit.', urlChecked, signedFor: null, hint };
}

/** Other schemes, hosts that the request names, and the path with or without its last slash. */
function candidates(publicUrl: string, { path, host, forwardedHost }: Arrived): { origin: string; path: string }[] {
  const { host: publicHost, pathname } = new URL(publicUrl);
  const base = pathname === '/' ? '' : pathname;
  const hosts = new Set([publicHost, ...[host, forwardedHost].filter((one) => one !== undefined && /^[\w.:[\]-]+$/.test(one))]);
  const origins = [...hosts].flatMap((one) => [`https://${one}${base}`, `http://${one}${base}`]);
  const [way = '', query] = path.split('?');
  const other = (way.endsWith('/') ? way.slice(0, -1) : `${way}/`) + (query === undefined ? '' : `?${query}`);
  return [...new Set([publicUrl, ...origins])].flatMap((origin) => [
    { origin, path },
    { origin, path: other },
  ]);
}
