import { expect, test } from 'vitest';

import { readFailure, TwilioRefusal } from './failure.ts';

/** A failure as Twilio's library throws it: its own error around the one of the socket. */
const failed = (code: string, cause: object = {}): Error => Object.assign(new Error('words', { cause }), { code });
const attempt = (syscall: string): Error => Object.assign(new Error('words'), { syscall });
const refusal = (statusCode: number, body: unknown, headers: object = {}): TwilioRefusal =>
  new TwilioRefusal({ statusCode, body, headers });

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
  'is certain that nothing was sent after %s',
  (code) => {
    expect(readFailure(failed(code))).toMatchObject({ as: 'refused', code: null, retry: true, retryAfter: null });
  },
);

test.each(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED', 'ERR_BAD_RESPONSE'])(
  'does not know what became of the message after %s',
  (code) => {
    expect(readFailure(failed(code, attempt('read')))).toMatchObject({ as: 'unknown' });
  },
);

test('is certain that nothing was sent when every address failed to connect, and only then', () => {
  const both = (...calls: string[]): AggregateError => new AggregateError(calls.map(attempt));
  expect(readFailure(failed('ETIMEDOUT', attempt('connect'))).as).toBe('refused');
  expect(readFailure(failed('ETIMEDOUT', both('connect', 'connect'))).as).toBe('refused');
  expect(readFailure(failed('ETIMEDOUT', both('connect', 'write'))).as).toBe('unknown');
  expect(readFailure(failed('ETIMEDOUT', both())).as).toBe('unknown');
});

test('does not know what became of the message after an error it has never seen', () => {
  expect([new TypeError('x'), 'x', null, undefined].map((error) => readFailure(error).as)).toEqual(Array(4).fill('unknown'));
});

test('reads the code and the wait in seconds from an answer, and nothing else of it', () => {
  const answers = [
    refusal(429, { code: 20429, message: 'm' }, { 'retry-after': '7' }),
    refusal(429, 'busy', { 'retry-after': 'Mon, 23 Nov 2026 10:00:00 GMT' }),
    refusal(404, '<html>'),
    refusal(400, { code: '21211' }),
  ];
  expect(answers.map(({ status, code, retryAfter }) => [status, code, retryAfter])).toEqual([
    [429, 20429, 7],
    [429, null, null],
    [404, null, null],
    [400, null, null],
  ]);
});

test('says where to read about a refusal', () => {
  expect(readFailure(refusal(400, { code: 21610 }))).toMatchObject({
    code: 21610,
    reason: expect.stringContaining('docs/api/errors/21610'),
  });
});
