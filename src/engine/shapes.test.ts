import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { PERSON, scopeOf } from '../../test/support/engine.ts';
import { attributeName, duration, noReply, template, text } from './shapes.ts';

function problemsOf(shape: z.ZodType, input: unknown): string[] {
  const result = shape.safeParse(input);
  return result.success ? [] : result.error.issues.map((issue) => issue.message);
}

describe('a text', () => {
  const greeting = text.parse({ en: 'Hello {{ name }}', es: 'Hola {{ name }}', 'pt-BR': 'Oi {{ name }}' });

  function sayIn(language: string | null): string {
    return greeting.say(scopeOf({ name: 'Ada' }, { contact: { ...PERSON, language } }));
  }

  test.each([
    ['es', 'Hola Ada'],
    ['es-MX', 'Hola Ada'],
    ['pt-BR', 'Oi Ada'],
    ['fr', 'Hello Ada'],
    ['pt', 'Hello Ada'],
    [null, 'Hello Ada'],
  ])('for a person whose language is %j is %j', (language, said) => {
    expect(sayIn(language)).toBe(said);
  });

  test('in one language is for everybody', () => {
    expect(text.parse('Hello').say(scopeOf({}, { contact: { ...PERSON, language: 'es' } }))).toBe('Hello');
  });

  test('shows the checker every one of its templates', () => {
    expect(greeting.templates.map((one) => one.source)).toEqual(['Hello {{ name }}', 'Hola {{ name }}', 'Oi {{ name }}']);
  });

  test('says which template does not read, and in which language', () => {
    const result = text.safeParse({ en: 'Hello', es: 'Hola {{ name' });
    expect(result.error?.issues).toEqual([
      expect.objectContaining({ path: ['es'], message: expect.stringContaining('This template does not read') }),
    ]);
  });

  test.each([[{}], [{ english: 'Hello' }], [{ en: 5 }], [5], [null]])('cannot be %j', (input) => {
    expect(problemsOf(text, input)).not.toEqual([]);
  });
});

describe('a template', () => {
  test('is compiled by being parsed', () => {
    expect(template.parse('{{ name }}!').text(scopeOf({ name: 'Ada' }))).toBe('Ada!');
  });

  test('that does not read says so', () => {
    expect(problemsOf(template, '{{ name | shout }}')).toEqual([
      expect.stringContaining('This template does not read: undefined filter: shout'),
    ]);
  });
});

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['5s', 5000],
    ['10m', 600_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['0s', 0],
  ])('%s is %d milliseconds', (written, ms) => {
    expect(duration().parse(written)).toBe(ms);
  });

  test.each(['5', '5 s', '1.5h', '-5s', 'soon', ''])('%j is refused with how to write it', (written) => {
    expect(problemsOf(duration(), written)).toEqual([
      `"${written}" is not a duration. Write a whole number and a unit: "500ms", "5s", "10m", "24h", "7d".`,
    ]);
  });

  test('past its limit names the limit, and at its limit is taken', () => {
    expect(problemsOf(duration({ max: 60_000 }), '2m')).toEqual(['"2m" is too long: at most "1m".']);
    expect(duration({ max: 60_000 }).parse('1m')).toBe(60_000);
  });
});

describe('the name of an attribute', () => {
  test.each(['name', 'a', 'order_2', 'a__b'])('may be %s', (name) => {
    expect(attributeName.parse(name)).toBe(name);
  });

  test.each(['Name', '2nd', '_a', 'a-b', 'a.b', '', 'ä', '__proto__'])('may not be %j', (name) => {
    expect(problemsOf(attributeName, name)).toEqual([expect.stringContaining('lower_snake')]);
  });
});

describe('no_reply', () => {
  test('leads on, reminds, or does both', () => {
    expect(noReply.parse({ after: '1h', next: 'late' })).toEqual({ after: 3_600_000, next: 'late' });
    expect(noReply.parse({ after: '1h', text: 'Still there?' }).text?.say(scopeOf())).toBe('Still there?');
  });

  test.each([
    [{ after: '1h' }, 'no_reply needs "next"'],
    [{ after: '3651d', next: 'end' }, 'at most "3650d"'],
    [{ after: '0s', next: 'end' }, 'at least "1s"'],
    [{ after: '1h', nxt: 'end' }, 'nxt'],
  ])('refuses %j', (input, words) => {
    expect(problemsOf(noReply, input).join('\n')).toContain(words);
  });
});
