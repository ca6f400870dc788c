import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Database } from '../../db/sqlite/driver.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone, postWebhook } from '../support/phone.ts';
import { leftOut } from '../support/skip.ts';
import { inboundParams, newSid } from '../support/twilio.ts';
import { passTimeFor, rowsOf, statusesOf } from './rows.ts';

const PAUSE = flowOf([
  { id: 'hello', type: 'message', text: 'Hello.' },
  { id: 'pause', type: 'delay', for: '30s' },
  { id: 'bye', type: 'message', text: 'Bye.' },
]);

/** A disk of 4 MB; null where this user may not mount one. */
function mountSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'parley-test', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
  return folder;
}

function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
  rmSync(folder, { recursive: true, force: true });
}

/** Fills the disk to the last byte. */
function fill(folder: string): void {
  const file = openSync(join(folder, 'filler'), 'w');
  for (const size of [64 * 1024, 4_096, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch {
      // No room for this size any more.
    }
  }
  closeSync(file);
}

function makeRoom(folder: string): void {
  rmSync(join(folder, 'filler'));
}

const probe = mountSmallDisk();
if (probe !== null) unmount(probe);
const left = leftOut(probe === null, 'only root may mount the small disk that the tests of a full disk fill.');

describe.skipIf(left)('a disk that is full', () => {
  async function openFull(): Promise<{ readonly server: TestApp; readonly disk: string }> {
    const disk = mountSmallDisk() ?? '';
    onTestFinished(() => unmount(disk));
    const server = await startApp({ flows: PAUSE, dataDir: disk });
    expect((await openPhone(server).text('hi')).texts).toEqual(['Hello.']);
    await expect.poll(() => statusesOf(server)).toEqual(['sent']);
    fill(disk);
    return { server, disk };
  }

  /** Webhooks of so many people that what was free inside the files is used up. */
  async function useUp(server: TestApp): Promise<void> {
    for (let at = 0; at < 500; at += 1) {
      const { status } = await postWebhook(
        server,
        inboundParams({ from: `+1415201${String(at).padStart(4, '0')}`, body: 'x'.repeat(1_500) }),
      );
      if (status === 503) return;
      expect(status).toBe(200);
    }
    throw new Error('The disk was never full.');
  }

  it('makes webhooks 503 and readiness off; with room again all goes on by itself, and nothing is broken', async () => {
    const { server, disk } = await openFull();
    await useUp(server);
    const sid = newSid();
    const phone = openPhone(server, { number: '+14155550199' });
    expect((await phone.text('hi', { sid })).status).toBe(503);
    expect((await server.get('/readyz')).status).toBe(503);
    expect((await server.get('/livez')).status).toBe(200);
    makeRoom(disk);
    expect((await server.get('/readyz')).status).toBe(200);
    // Twilio tries again what was not stored.
    expect((await phone.text('hi', { sid })).texts).toEqual(['Hello.']);
    expect((await phone.text('hi', { sid })).texts).toEqual([]);
    const database = new Database(server.dbFile, { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  it('holds up timers, which fire when there is room again', async () => {
    const { server, disk } = await openFull();
    await useUp(server);
    await server.clock.advance(60_000);
    expect(server.twilio.messages.filter(({ to }) => to === '+14155550100')).toEqual([]);
    makeRoom(disk);
    const toFirst = () => server.twilio.messages.filter(({ to }) => to === '+14155550100').map(({ body }) => body);
    await passTimeFor(server, toFirst, ['Bye.'], 5_000);
    await passTimeFor(server, () => rowsOf(server, 'jobs').filter((row) => row['dead_at'] === null), [], 5_000);
    expect(rowsOf(server, 'jobs')).toEqual([]);
  });
});
