import { plainText } from '../../../lib/typed-text.ts';
import type { Kind, KindConfig } from './kind.ts';

const NUMBER = /(?<![\d.,])[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?![\d]|[.,]\d)/g;

export const number: Kind = {
  keys: ['min', 'max', 'integer'],
  takesEarly: () => true,
  read: (config, message) => {
    const found = [...plainText(message.text).matchAll(NUMBER)].map((match) => parse(match[0]));
    const [value] = found;
    if (value === undefined || !Number.isFinite(value))
      return { ok: false, why: 'no number', retry: 'Please type a number, like 12.' };
    if (found.length > 1) return { ok: false, why: 'two numbers', retry: 'We saw more than one number. Please type only one.' };
    if (config.integer && !Number.isInteger(value))
      return { ok: false, why: 'not whole', retry: 'Please type a whole number, like 12.' };
    if (!isWithin(value, config)) return { ok: false, why: 'out of range', retry: `Please type a number ${rangeWords(config)}.` };
    return { ok: true, value };
  },
  check: (config) =>
    config.min !== undefined && config.max !== undefined && config.min > config.max
      ? [{ path: ['min'], message: `"min" (${config.min}) is above "max" (${config.max}), so no number fits. Swap them.` }]
      : [],
};

/** "1,234.5" has thousands, "3,5" a decimal comma. */
function parse(digits: string): number {
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.');
  return Number(plain);
}

function isWithin(value: number, { min, max }: KindConfig): boolean {
  return value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
}

function rangeWords({ min, max }: KindConfig): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  return min === undefined ? `up to ${max}` : `from ${min} up`;
}
