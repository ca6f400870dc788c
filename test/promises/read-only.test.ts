import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Database } from '../../db/sqlite/driver.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';
import { report } from '../support/report.ts';
import { leftOut } from '../support/skip.ts';
import { newSid } from '../support/twilio.ts';
import { passTimeFor, rowsOf, statusesOf } from './rows.ts';

const PAUSE = flowOf([
  { id: 'hello', type: 'message', text: 'Hello.' },
  { id: 'pause', type: 'delay', for: '30s' },
  { id: 'bye', type: 'message', text: 'Bye.' },
]);

/** Makes a database refuse every write, until the returned function is called. */
type Trouble = (file: string) => () => void;

/** What is open can be read and not be written any more, as on a disk that the system has made read-only after an error. */
const makeReadOnly: Trouble = (file) => {
  const files = [file, `${file}-wal`].filter((one) => existsSync(one));
  const set = (flag: '+i' | '-i') => execFileSync('chattr', [flag, ...files], { stdio: 'ignore' });
  set('+i');
  return () => set('-i');
};

/** Another program writes to the database and does not come to an end. */
const lock: Trouble = (file) => {
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  return () => other.close();
};

function mayMakeReadOnly(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  const file = join(folder, 'probe');
  writeFileSync(file, '');
  try {
    makeReadOnly(file)();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const left = leftOut(!mayMakeReadOnly(), 'only root may forbid what is open to be written, as a read-only disk does.');
const TROUBLES: readonly (readonly [string, Trouble, boolean])[] = [
  ['a disk that has become read-only', makeReadOnly, left],
  ['a database that another program has locked', lock, false],
];

describe.each(TROUBLES)('%s', (_name, trouble, impossible) => {
  /** Somebody who was greeted before the trouble came. */
  async function openTrouble(): Promise<{ readonly server: TestApp; readonly end: () => void }> {
    const server = await startApp({ flows: PAUSE });
    expect((await openPhone(server).text('hi')).texts).toEqual(['Hello.']);
    await expect.poll(() => statusesOf(server)).toEqual(['sent']);
    const stop = trouble(server.dbFile);
    let over = false;
    const end = () => {
      if (!over) stop();
      over = true;
    };
    onTestFinished(end);
    return { server, end };
  }

  it.skipIf(impossible)(
    'makes webhooks 503 and readiness off, and shows nothing of people while a look cannot be recorded',
    async () => {
      const { server } = await openTrouble();
      expect((await openPhone(server, { number: '+14155550199' }).text('hi')).status).toBe(503);
      expect(await server.get('/readyz')).toMatchObject({ status: 503, body: { checks: { flows: 'ok', worker: 'ok' } } });
      expect((await server.get('/livez')).status).toBe(200);
      expect((await server.admin('/conversations/1')).status).toBe(503);
      expect((await server.admin('/flows')).status).toBe(200);
    },
  );

  it.skipIf(impossible)('is over by itself: each message is taken once, and nothing is broken', async () => {
    const { server, end } = await openTrouble();
    const sid = newSid();
    const phone = openPhone(server, { number: '+14155550199' });
    for (let time = 0; time < 2; time += 1) expect((await phone.text('hi', { sid })).status).toBe(503);
    end();
    expect((await server.get('/readyz')).status).toBe(200);
    expect((await phone.text('hi', { sid })).texts).toEqual(['Hello.']);
    expect((await phone.text('hi', { sid })).texts).toEqual([]);
    const database = new Database(server.dbFile, { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  it.skipIf(impossible)('holds up timers, which fire once it is over', async () => {
    const { server, end } = await openTrouble();
    await server.clock.advance(60_000);
    expect(server.twilio.messages).toEqual([]);
    end();
    await passTimeFor(server, () => server.twilio.messages.map(({ body }) => body), ['Bye.'], 5_000);
    await passTimeFor(server, () => rowsOf(server, 'jobs'), [], 5_000);
  });

  it.skipIf(impossible)('refuses a delivery report, so that Twilio tells it again, and takes it then', async () => {
    const { server, end } = await openTrouble();
    const told = { id: 2, sid: newSid(), status: 'delivered' };
    expect(await report(server, told)).toMatchObject({ status: 503 });
    end();
    await report(server, told);
    expect(statusesOf(server)).toEqual(['delivered']);
  });
});
