import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf, FlowFiles } from './flow-files.ts';

let folder: string;
let files: FlowFiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
  files = new FlowFiles(folder, { uuid: () => 'unique' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('writes a new file only where there is none, and makes its folder', () => {
  expect(files.write('api', 'ask', '{}', 'something')).toEqual({ as: 'conflict', current: null });
  expect(files.write('api', 'ask', '{}', null)).toEqual({ as: 'written' });
  expect(files.write('api', 'ask', '{ }', null)).toEqual({ as: 'conflict', current: { source: '{}', digest: digestOf('{}') } });
  expect(readFileSync(join(folder, 'apis/ask.json'), 'utf8')).toBe('{}');
});

it('leaves nothing beside the file, also when it cannot take its place', () => {
  // Longer than a name may be, as only the last step finds out.
  expect(() => files.write('flow', 'x'.repeat(300), '{}', null)).toThrow('ENAMETOOLONG');
  expect(readdirSync(folder)).toEqual([]);
});

it('replaces what a link points to, and the link stays', () => {
  const real = join(folder, 'elsewhere');
  mkdirSync(real);
  writeFileSync(join(real, 'talk.json'), '{}');
  symlinkSync(join(real, 'talk.json'), join(folder, 'talk.json'));
  expect(files.write('flow', 'talk', '{ }', digestOf('{}'))).toEqual({ as: 'written' });
  expect(lstatSync(join(folder, 'talk.json')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(real, 'talk.json'), 'utf8')).toBe('{ }');
});

it('removes a file only as it was known', () => {
  writeFileSync(join(folder, 'talk.json'), '{}');
  expect(files.remove('flow', 'talk', 'old')).toMatchObject({ as: 'conflict' });
  expect(files.remove('flow', 'talk', digestOf('{}'))).toEqual({ as: 'written' });
  expect(files.read('flow', 'talk')).toBeNull();
});
