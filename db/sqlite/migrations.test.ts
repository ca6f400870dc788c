import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';
import { makeTestFolder, type TestFolder } from '../../test/support/sqlite-folder.ts';
import { openDatabase } from './open-database.ts';

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

/** Runs drizzle-kit over a copy of the migrations and gives the files that it made. */
function generate(migrations: string): string[] {
  const kit = join(projectRoot(), 'node_modules/drizzle-kit/bin.cjs');
  const schema = join(projectRoot(), 'db/sqlite/schema.ts');
  // It takes no absolute path to write to.
  const options = ['--dialect', 'sqlite', '--schema', schema, '--out', 'copy'];
  const before = new Set(readdirSync(migrations));
  execFileSync(process.execPath, [kit, 'generate', ...options], { cwd: folder.path });
  return readdirSync(migrations).filter((name) => !before.has(name));
}

describe('the migrations', () => {
  it('are all that the schema needs: there is nothing left to generate', () => {
    const copy = join(folder.path, 'copy');
    cpSync(join(projectRoot(), 'db/sqlite/migrations'), copy, { recursive: true });
    expect(generate(copy)).toEqual([]);
  }, 30_000);

  it('would be found wanting if a table had none', () => {
    const empty = join(folder.path, 'copy');
    mkdirSync(empty);
    expect(generate(empty).filter((name) => name.endsWith('.sql'))).toHaveLength(1);
  }, 30_000);

  it('make the tables that are read only by their key without row ids', () => {
    const { raw } = openDatabase(folder.file);
    const found = raw.prepare(`SELECT name FROM pragma_table_list WHERE wr = 1 AND schema = 'main' ORDER BY name`).pluck().all();
    expect(found).toEqual(['data_keys', 'dedupe', 'meta', 'opt_outs', 'traces']);
    raw.close();
  });

  it('let nobody change or remove what stands in the audit log', () => {
    const { raw } = openDatabase(folder.file);
    raw.exec("INSERT INTO audit (at, who, address, action) VALUES (1, 'ana', '127.0.0.1', 'flow.publish')");
    for (const change of ["UPDATE audit SET who = 'bo'", 'DELETE FROM audit'])
      expect(() => raw.exec(change)).toThrow('The audit log is only added to.');
    raw.close();
  });
});
