import { describe, expect, it } from 'vitest';
import { flowJsonSchema } from '../../../flow/json-schemas.ts';
import { STEPS } from '../../../steps/index.ts';
import { type JsonSchema, schemasAt } from '../schema/json-schema.ts';
import { kindOf, readScalar, writeScalar } from './kind-of.ts';

const ROOT = flowJsonSchema() as JsonSchema;

/** The kinds of field of a step's keys. */
function fieldsOf(type: string): Readonly<Record<string, string>> {
  const [schema] = schemasAt(ROOT, ['steps', 0], { steps: [{ type }] });
  return Object.fromEntries(
    Object.entries(schema?.properties ?? {}).map(([key, one]) => [key, kindOf(one, ROOT, undefined).kind]),
  );
}

describe('the form of a step', () => {
  it('gives each key the field that fits it', () => {
    expect(fieldsOf('capture')).toMatchObject({
      prompt: 'text',
      expect: 'choice',
      save: 'line',
      max_tries: 'number',
      secret: 'yes',
      on_give_up: 'step',
      choices: 'list',
      types: 'lines',
      no_reply: 'object',
      next: 'step',
    });
    expect(fieldsOf('api')).toMatchObject({ api: 'api', outcomes: 'list', on_error: 'step' });
    expect(fieldsOf('set')).toMatchObject({ attributes: 'map' });
  });

  it('asks for a condition with a field of its own', () => {
    const [schema] = schemasAt(ROOT, ['steps', 0, 'cases', 0, 'if'], { steps: [{ type: 'branch', cases: [{}] }] });
    expect(schema && kindOf(schema, ROOT, undefined).kind).toBe('condition');
  });

  it.each(STEPS.map(({ type }) => type))('leaves little of a step "%s" to be written as JSON', (type) => {
    const fields = Object.entries(fieldsOf(type)).filter(([, kind]) => kind === 'json');
    expect(fields.length).toBeLessThan(2);
  });

  it('reads simple values by how they look, and writes them so that they read the same', () => {
    expect([readScalar('5'), readScalar('true'), readScalar('null'), readScalar('"5"'), readScalar('05')]).toEqual([
      5,
      true,
      null,
      '5',
      '05',
    ]);
    for (const value of ['5', 5, true, 'true', null, 'x', '', '-1.5', '"']) expect(readScalar(writeScalar(value))).toBe(value);
  });
});
