import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';

const MAIN = join(projectRoot(), 'test/bench/main.ts');
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', MAIN, ...args], { cwd: projectRoot(), encoding: 'utf8' });

it('says by its exit code what it found, whatever it has loaded', () => {
  expect(run('--help').status).toBe(0);
  const { status, stdout } = run('--short', '--grow');
  expect(stdout).toContain('npm run bench');
  expect(status).toBe(2);
});
