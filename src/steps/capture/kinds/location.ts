import type { Kind } from './kind.ts';

export const location: Kind = {
  keys: [],
  takesEarly: () => true,
  read: (_config, message) => {
    if (!message.location) {
      return {
        ok: false,
        why: 'no location',
        retry: 'Please share your location: tap the clip or the plus sign, then Location.',
      };
    }
    const { latitude, longitude, address, label } = message.location;
    return { ok: true, value: { latitude, longitude, address, label } };
  },
};
