import { readCode } from '../../../lib/read-code.ts';
import type { Kind } from './kind.ts';

const DEFAULT_LENGTH = 6;

const RETRY = {
  too_short: (n: number) => `You have not typed enough numbers. The code has ${n} numbers. Please type it again.`,
  too_long: (n: number) => `You have typed too many numbers. The code has ${n} numbers. Please type it again.`,
  two: (n: number) => `We saw more than one code. Please type only the newest ${n}-digit code.`,
  phone: (n: number) => `That looks like a phone number. Please type the ${n}-digit code from the text we sent.`,
  none: (n: number) => `Please type the ${n}-digit code from the text we sent.`,
};

export const code: Kind = {
  keys: ['length'],
  takesEarly: () => true,
  read: (config, message) => {
    const length = config.length ?? DEFAULT_LENGTH;
    const reading = readCode(message.text, length);
    if (reading.ok) return { ok: true, value: reading.code };
    return { ok: false, why: reading.why, retry: RETRY[reading.why](length) };
  },
};
