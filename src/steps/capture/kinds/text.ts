import type { Kind } from './kind.ts';

const LONGEST = 1600;

export const text: Kind = {
  keys: ['pattern', 'max_length', 'early'],
  takesEarly: (config) => config.early === true,
  read: (config, message) => {
    const answer = message.text.trim();
    const most = config.max_length ?? LONGEST;
    if (answer === '') return { ok: false, why: 'no text', retry: 'Please type your answer as text.' };
    if (Array.from(answer).length > most) {
      return { ok: false, why: 'too long', retry: `That is too long. Please use at most ${most} characters.` };
    }
    if (config.pattern && !config.pattern.testWhole(answer)) {
      return { ok: false, why: 'not of the form', retry: 'That does not look right. Please check it and type it again.' };
    }
    return { ok: true, value: answer };
  },
};
