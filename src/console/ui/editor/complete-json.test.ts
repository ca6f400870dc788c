import { describe, expect, it } from 'vitest';
import { flowJsonSchema } from '../../../flow/json-schemas.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { suggest } from './complete-json.ts';

const SCHEMA = flowJsonSchema() as JsonSchema;
const NAMES = { apis: ['send-otp'], attributes: ['phone', 'system_otp'] };

/** What is suggested where the text has a bar. */
function at(marked: string) {
  return suggest(marked.replace('|', ''), marked.indexOf('|'), SCHEMA, NAMES);
}

function labels(marked: string): readonly string[] {
  return at(marked)?.options.map(({ label }) => label) ?? [];
}

describe('completion', () => {
  it('offers the keys of the file that are not there yet', () => {
    const found = labels('{ "name": "A", | }');
    expect(found).toContain('steps');
    expect(found).toContain('trigger');
    expect(found).not.toContain('name');
  });

  it('offers the keys of the step by its type only', () => {
    const found = labels('{ "steps": [{ "id": "a", "type": "delay", "| }] }');
    expect(found).toContain('for');
    expect(found).toContain('next');
    expect(found).not.toContain('prompt');
  });

  it('writes a key with an empty value of its kind, and the cursor in it', () => {
    const option = at('{ "steps": [{ "type": "capture", | }] }')?.options.find(({ label }) => label === 'save');
    expect(option?.insert).toBe('"save": "|"');
  });

  it('offers the types of step as a value', () => {
    expect(labels('{ "steps": [{ "type": | }] }')).toContain('"capture"');
    expect(labels('{ "steps": [{ "type": "ca|" }] }')).toContain('"capture"');
  });

  it('offers what a key takes: a list of words, yes or no, steps, APIs', () => {
    expect(labels('{ "steps": [{ "type": "capture", "expect": | }] }')).toContain('"phone"');
    expect(labels('{ "steps": [{ "type": "capture", "secret": | }] }')).toEqual(['true', 'false']);
    expect(labels('{ "steps": [{ "id": "a", "type": "delay", "next": "|" }, { "id": "b" }] }')).toEqual(['"a"', '"b"', '"end"']);
    expect(labels('{ "steps": [{ "id": "a", "type": "api", "api": "|" }] }')).toEqual(['"send-otp"']);
  });

  it('offers attributes behind two braces, and closes them', () => {
    const found = at('{ "steps": [{ "type": "message", "text": "Hi {{ ph|" }] }');
    expect(found?.options.map(({ insert }) => insert)).toEqual(['phone }}|', 'system_otp }}|']);
    expect(labels('{ "text": "{{ | }}" }')).toEqual(['phone', 'system_otp']);
  });

  it('replaces all of the word that the cursor is in', () => {
    const marked = '{ "steps": [{ "type": "mes|sage" }] }';
    const found = at(marked);
    expect(marked.replace('|', '').slice(found?.from, found?.to)).toBe('"message"');
  });

  it('replaces no more than was typed of a string that is not closed yet', () => {
    const marked = '{ "steps": [{ "type": "capture", "max_| }]\n}';
    const found = at(marked);
    expect(found?.options.map(({ label }) => label)).toContain('max_tries');
    expect(marked.replace('|', '').slice(found?.from, found?.to)).toBe('"max_');
  });

  it('says nothing where the schema knows nothing', () => {
    expect(at('{ "nonsense": { "a": | } }')).toBeNull();
  });
});
