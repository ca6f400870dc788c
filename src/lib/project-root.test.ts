import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ParleyError } from './errors.ts';
import { findRoot, projectRoot } from './project-root.ts';

test('finds the folder of our own package.json', () => {
  expect(JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'))).toMatchObject({ name: 'parley' });
});

test('finds the same folder from the built files', () => {
  const root = mkdtempSync(join(tmpdir(), 'parley-root-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const built = join(root, 'dist', 'src', 'lib');
  mkdirSync(built, { recursive: true });
  writeFileSync(join(root, 'package.json'), '{}');
  expect(findRoot(built)).toBe(root);
});

test('says what to do when there is no package.json', () => {
  expect(() => findRoot(parse(tmpdir()).root)).toThrow(ParleyError);
});
