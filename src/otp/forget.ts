import type { OtpStore } from '../runtime/otp-store.ts';
import type { ContactKey } from '../runtime/ports.ts';
import { contactHash, keyedHash } from './keyed-hash.ts';

/** Forgets to whom codes went: to these phones (E.164), and to what these contacts asked for. Resolves with how many codes those were. */
export type Forget = (who: { readonly phones: readonly string[]; readonly contacts: readonly ContactKey[] }) => Promise<number>;

export function createForget(store: Pick<OtpStore, 'forget'>, key: Buffer): Forget {
  return ({ phones, contacts }) =>
    store.forget({
      phones: phones.map((phone) => keyedHash(key, 'phone', [phone])),
      contacts: contacts.map((contact) => contactHash(key, contact)),
    });
}
