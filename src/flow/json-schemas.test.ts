import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../lib/project-root.ts';
import { STEPS } from '../steps/index.ts';
import { flowJsonSchema, schemaFiles } from './json-schemas.ts';

test.each([...schemaFiles()])('schemas/%s is what the code makes; if not, renew it with: npm run schemas', (name, text) => {
  expect(readFileSync(join(projectRoot(), 'schemas', name), 'utf8')).toBe(text);
});

test('the schema of a flow knows every step type and leaves what has a default optional', () => {
  const text = JSON.stringify(flowJsonSchema());
  for (const { type } of STEPS) expect(text).toContain(`"const":"${type}"`);
  expect(text).toContain('"required":["id","type","prompt"]');
});
