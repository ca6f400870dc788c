import type { z } from 'zod';
import { compileCondition, compilePattern, condition } from '../engine/condition.ts';
import { compileTemplate } from '../engine/template.ts';
import type { Finding } from './problem.ts';
import { field, isObject, itemsOf, keysOf, type Path } from './raw.ts';
import { PATTERN_FIX, plainReason, TEMPLATE_FIX, withAdvice } from './issue-words.ts';

export function isCondition(schemas: readonly z.ZodType[]): boolean {
  return schemas.some((one) => one === condition);
}

/** Finds the part of a condition that does not compile. */
export function blameCondition(raw: unknown, path: Path): Finding[] {
  const inner = [
    ...(['all', 'any'] as const).flatMap((key) =>
      itemsOf(field(raw, key)).map((one, index) => ({ one, at: [...path, key, index] })),
    ),
    ...(field(raw, 'not') === undefined ? [] : [{ one: field(raw, 'not'), at: [...path, 'not'] }]),
  ].flatMap(({ one, at }) => (whyNot(one) === null ? [] : blameCondition(one, at)));
  if (inner.length > 0) return inner;
  const parts = keysOf(raw).flatMap((key) => blamePart(key, field(raw, key), [...path, key]));
  return parts.length > 0
    ? parts
    : [{ code: 'bad-condition', path, ...withAdvice(whyNot(raw) ?? 'This condition does not compile.') }];
}

function whyNot(raw: unknown): string | null {
  return isObject(raw) ? reasonOf(() => compileCondition(raw)) : null;
}

function blamePart(key: string, part: unknown, path: Path): Finding[] {
  if (typeof part !== 'string' || key === 'attribute') return [];
  if (key === 'matches') {
    const why = reasonOf(() => compilePattern(part));
    return why === null ? [] : [{ code: 'bad-pattern', path, message: plainReason(why), fix: PATTERN_FIX }];
  }
  const why = reasonOf(() => compileTemplate(part));
  return why === null
    ? []
    : [{ code: 'bad-template', path, message: plainReason(`This template does not read: ${why}`), fix: TEMPLATE_FIX }];
}

function reasonOf(attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
