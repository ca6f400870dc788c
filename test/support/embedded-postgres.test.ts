import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';

const SCRIPT = `
  import { startEmbedded } from './test/support/embedded-postgres.ts';
  const { close } = await startEmbedded();
  await close();
  process.exitCode = 3;
`;

it('leaves the exit code of a command that has used it alone', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT];
  const code = await new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: projectRoot() }, (error) => resolve(error?.code ?? 0));
  });
  expect(code).toBe(3);
}, 60_000);
