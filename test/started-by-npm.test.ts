import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { flowOf } from './support/flows.ts';
import { makeFolder } from './support/parley.ts';
import { freePort } from './support/server-process.ts';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const COMMAND = `"${process.execPath}" --import "${LOADER}" "${join(projectRoot(), 'src/main.ts')}"; true`;

it('a server that npm started ends when npm is ended, and lets go of its database', async () => {
  const folder = makeFolder(flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]));
  const env = {
    PATH: process.env['PATH'] ?? '',
    PORT: String(await freePort()),
    FLOWS_DIR: folder,
    npm_lifecycle_event: 'start',
  };
  // As npm does it: a shell stands in between, which ends on the signal and says nothing to the server.
  const shell = spawn('sh', ['-c', COMMAND], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    try {
      process.kill(-(shell.pid ?? 0), 'SIGKILL');
    } catch {
      // All of them have ended, as they should.
    }
  });
  await new Promise<void>((resolve) => {
    shell.stdout.on('data', (piece: Buffer) => piece.includes('Parley runs') && resolve());
  });
  shell.kill('SIGTERM');
  // The pipe is closed when the last one that writes to it has ended.
  await new Promise((resolve) => shell.once('close', resolve));
  await expect(fetch(`http://127.0.0.1:${env.PORT}/livez`)).rejects.toThrow();
});
