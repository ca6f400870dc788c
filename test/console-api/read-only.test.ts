import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { adminOf, copyOfFlows } from '../support/admin.ts';
import { startApp } from '../support/app.ts';
import { leftOut } from '../support/skip.ts';

/** Nothing in the folder may be written, as where it is mounted so. */
function lock(folder: string): () => void {
  const set = (flag: '+i' | '-i') => execFileSync('chattr', ['-R', flag, folder], { stdio: 'ignore' });
  set('+i');
  return () => set('-i');
}

function mayLock(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'parley-lock-'));
  try {
    lock(folder)();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const left = leftOut(!mayLock(), 'only root may lock a folder, as a read-only FLOWS_DIR is, and not on every disk.');

it.skipIf(left)(
  'a folder that may not be written to is told of; drafts are kept all the same, and nothing is published',
  async () => {
    const flows = copyOfFlows();
    const server = await startApp({ flows });
    const admin = adminOf(server);
    const unlock = lock(flows);
    onTestFinished(unlock);
    expect((await admin.ask('GET', '/status')).body).toMatchObject({ flowsWritable: false });
    const { body } = await admin.ask('GET', '/flows/phone-verification');
    expect(body).toMatchObject({ writable: false });
    const { source, digest: base } = body as { source: string; digest: string };
    const mine = source.replace('What mobile', 'Which mobile');
    expect((await admin.ask('PUT', '/flows/phone-verification/draft', { source: mine, base })).status).toBe(200);
    const refused = await admin.ask('POST', '/flows/phone-verification/publish', { source: mine, base });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'read_only', fix: expect.any(String) as unknown } } });
    expect(readFileSync(join(flows, 'phone-verification.json'), 'utf8')).toBe(source);
    expect((await admin.ask('GET', '/flows/phone-verification')).body).toMatchObject({ draft: { source: mine } });
  },
);
