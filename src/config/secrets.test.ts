import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localSecrets } from './secrets.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'parley-secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const mode = (file: string) => (statSync(join(dir, file)).mode & 0o777).toString(8);

test('makes a key and a token once, and gives the same ever after', () => {
  const first = localSecrets(dir);
  expect(first).toMatchObject({
    ok: true,
    secrets: { secretKey: expect.any(Buffer), adminToken: expect.stringMatching(/^[\w-]{32}$/) },
  });
  expect(localSecrets(dir)).toEqual(first);
  expect(readdirSync(dir).sort()).toEqual(['admin.token', 'secret.key']);
});

test('makes others in another folder', () => {
  expect(localSecrets(join(dir, 'a'))).not.toEqual(localSecrets(join(dir, 'b')));
});

test('lets only the owner read them, and closes files that were opened to others', () => {
  localSecrets(dir);
  expect([mode('secret.key'), mode('admin.token')]).toEqual(['600', '600']);
  chmodSync(join(dir, 'secret.key'), 0o644);
  localSecrets(dir);
  expect(mode('secret.key')).toBe('600');
});

test('refuses a damaged key file without replacing it', () => {
  writeFileSync(join(dir, 'secret.key'), 'sesame');
  const result = localSecrets(dir);
  expect(result).toMatchObject({
    ok: false,
    problem: { name: 'SECRET_KEY', message: expect.stringContaining('secret.key is damaged') },
  });
  expect(JSON.stringify(result)).not.toContain('sesame');
  expect(readFileSync(join(dir, 'secret.key'), 'utf8')).toBe('sesame');
});

test('refuses an emptied token file', () => {
  writeFileSync(join(dir, 'admin.token'), '\n');
  expect(localSecrets(dir)).toMatchObject({ ok: false, problem: { name: 'ADMIN_TOKEN' } });
});

test('says what to do when the folder cannot be made', () => {
  writeFileSync(join(dir, 'file'), '');
  const result = localSecrets(join(dir, 'file', 'data'));
  expect(result).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining('(ENOTDIR)'), fix: expect.stringContaining('writable') },
  });
});
