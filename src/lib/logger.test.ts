import { expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from './logger.ts';

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({
    level: 'debug',
    format: 'json',
    destination: { write: (line) => void lines.push(line) },
    ...options,
  });
  return { log, lines };
}

test('writes one JSON object a line, with level, time, fields and message', () => {
  const { log, lines } = capture();
  log.info({ port: 3000, ready: true, flow: null, missing: undefined }, 'started');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]*\n$/);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    port: 3000,
    ready: true,
    flow: null,
    msg: 'started',
  });
});

test('writes only the lines of its level and graver', () => {
  const { log, lines } = capture({ level: 'warn' });
  log.debug({}, 'a');
  log.info({}, 'b');
  log.warn({}, 'c');
  log.error({}, 'd');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['c', 'd']);
});

test('writes nothing when silent', () => {
  const { log, lines } = capture({ level: 'silent' });
  log.error({}, 'a');
  expect(lines).toEqual([]);
});

test.each(['json', 'pretty'] as const)('hides fields that look like secrets, codes or texts, in %s', (format) => {
  const { log, lines } = capture({ format });
  const names = [
    'authToken',
    'SECRET_KEY',
    'password',
    'authorization',
    'cookie',
    'systemOtp',
    'body',
    'text',
    'apiKey',
    'admin_token',
  ];
  log.info(Object.fromEntries(names.map((name) => [name, 'sesame'])), 'a');
  log.info({ code: '123456', userCode: '123 456', header: 'Bearer sesame', url: 'postgres://ana:sesame@db/x' }, 'b');
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toMatch(/sesame|123/);
  expect(lines[1]).toContain('[hidden]@db/x');
});

test('shows the codes of errors and the ids that help to find them', () => {
  const { log, lines } = capture({ format: 'pretty' });
  log.warn({ code: 21610, errorCode: 'ECONNREFUSED', conversation: 'c_1', keyword: 'hi' }, 'a');
  expect(lines[0]).toContain('code=21610 errorCode=ECONNREFUSED conversation=c_1 keyword=hi');
});

test('writes for people one line with time, level, message and fields, whatever they hold', () => {
  const { log, lines } = capture({ format: 'pretty' });
  log.error({ step: 'ask_phone', why: 'two\nlines \u001b[31m', ms: 5 }, 'turn\nfailed');
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3}Z ERROR turn failed step=ask_phone why="two\\nlines \\u001b\[31m" ms=5\n$/);
});
