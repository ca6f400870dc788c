import { plainText } from '../../../lib/typed-text.ts';
import type { Kind } from './kind.ts';

const LONGEST = 254;
// What an address begins with, and not the end of a longer word.
const ADDRESS =
  /(?<![\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-])[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}/gu;

export const email: Kind = {
  keys: [],
  takesEarly: () => true,
  read: (_config, message) => {
    const found = new Set(plainText(message.text.slice(0, 2000)).replaceAll('’', "'").match(ADDRESS) ?? []);
    const [address] = found;
    if (address === undefined || address.length > LONGEST) {
      return { ok: false, why: 'no address', retry: 'We could not see an email address there. Type it like name@example.com.' };
    }
    if (found.size > 1)
      return { ok: false, why: 'two addresses', retry: 'We saw more than one email address. Please type only one.' };
    const at = address.lastIndexOf('@');
    return { ok: true, value: address.slice(0, at) + address.slice(at).toLowerCase() };
  },
};
