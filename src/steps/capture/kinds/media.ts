import type { Kind } from './kind.ts';

export const media: Kind = {
  keys: [],
  takesEarly: () => true,
  read: (_config, message) => {
    if (message.media.length === 0) return { ok: false, why: 'no picture or file', retry: 'Please send a picture or a file.' };
    return { ok: true, value: message.media.map(({ url, type }) => ({ url, type })) };
  },
};
