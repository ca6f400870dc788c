import type { Finding } from '../problem.ts';

/** Headers that belong to the connection, not to the API. */
const FORBIDDEN = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
  'expect',
]);
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** The names of an API's headers are written out, and are ones that an API may set. */
export function checkHeaders(names: readonly string[]): Finding[] {
  return names.flatMap((name): Finding[] => {
    const at = { path: ['headers'], key: name };
    if (/\{[{%]/.test(name)) {
      return [
        {
          code: 'header-from-template',
          ...at,
          message: 'The name of a header cannot come from a value; only its content can.',
          fix: 'Write the name out.',
        },
      ];
    }
    const lower = name.toLowerCase();
    if (FORBIDDEN.has(lower) || lower.startsWith('proxy-')) {
      return [
        {
          code: 'forbidden-header',
          ...at,
          message: `"${name}" belongs to the connection and cannot be set.`,
          fix: 'Remove it: it is set for you where it is needed.',
        },
      ];
    }
    if (TOKEN.test(name)) return [];
    return [
      {
        code: 'bad-header',
        ...at,
        message: `"${name}" cannot be the name of a header.`,
        fix: 'Use letters, digits and dashes, as in "X-Request-Id".',
      },
    ];
  });
}
