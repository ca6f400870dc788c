import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../db/sqlite/driver.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { send } from './support/http.ts';
import { makeFolder, runParley, startParley } from './support/parley.ts';
import { freePort } from './support/server-process.ts';

const ANA = '+14155550123';
const BO = '+14155550177';
const NEW_KEY = Buffer.alloc(32, 'n').toString('base64');
const TALK = {
  'flows/talk.json': {
    trigger: { default: true },
    steps: [
      { id: 'ask', type: 'capture', save: 'wish', prompt: 'What may it be?' },
      { id: 'thanks', type: 'message', text: 'You wish for {{ wish }}.' },
    ],
  },
};
const NO_FLOW_CHANGES = { ADMIN_TOKEN, SECRET_KEY };

/** A server in a folder of its own, with two people who have said something. */
async function serve() {
  const folder = makeFolder(TALK);
  const env = { ...NO_FLOW_CHANGES, PORT: String(await freePort()) };
  const server = startParley(['start'], { folder, env });
  await server.until(/Parley runs in local mode/);
  const admin = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const text = async (from: string, words: string) => {
    const url = `http://127.0.0.1:${env.PORT}/api/v1/simulator/messages`;
    return (await send('POST', url, admin, JSON.stringify({ from, text: words }))).body;
  };
  for (const person of [ANA, BO]) {
    await text(person, 'hi');
    await text(person, 'marmalade');
  }
  const stop = async () => {
    server.signal('SIGTERM');
    expect((await server.ended).code).toBe(0);
  };
  const database = join(folder, 'data/parley.db');
  return { folder, env, stop, text, database, run: (...args: string[]) => runParley(args, { folder, env }) };
}

function addressesIn(file: string): unknown[] {
  const raw = new Database(file, { readonly: true });
  const found = raw.prepare('SELECT theirs FROM contacts ORDER BY theirs').pluck().all();
  raw.close();
  return found;
}

describe('parley export and parley erase', () => {
  it('show and erase a person by the server that runs', async () => {
    const { run, stop, database } = await serve();
    const shown = await run('export', ANA);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(shown.stdout)).toMatchObject({
      address: ANA,
      contacts: [{ conversations: [{ attributes: { wish: 'marmalade' }, transcript: { length: 4 } }] }],
    });
    const erased = await run('erase', ANA);
    expect(erased).toMatchObject({ code: 0, stdout: '' });
    expect(erased.stderr).toBe('Erased: 1 contact, 1 conversation, 4 texts, 0 sent codes. Backups still have it.\n');
    expect(addressesIn(database)).toEqual([BO]);
    expect(await run('erase', ANA)).toMatchObject({ code: 1, stderr: 'Nothing was held on that address.\n' });
    await stop();
  });

  it('open the database themselves where no server runs', async () => {
    const { run, stop, database } = await serve();
    await stop();
    expect(JSON.parse((await run('export', ANA)).stdout)).toMatchObject({ contacts: [{ address: ANA }] });
    expect(JSON.parse((await run('erase', ANA, '--json')).stdout)).toEqual({ contacts: 1, conversations: 1, texts: 4, codes: 0 });
    expect(addressesIn(database)).toEqual([BO]);
    expect(readFileSync(database).includes(ANA.slice(1))).toBe(false);
    const raw = new Database(database, { readonly: true });
    const audit = raw.prepare(`SELECT who, action, target FROM audit WHERE action LIKE 'person.%' ORDER BY id`).all() as {
      target: string;
    }[];
    raw.close();
    expect(audit).toMatchObject([
      { who: 'command line', action: 'person.export' },
      { who: 'command line', action: 'person.erase' },
    ]);
    expect(audit[1]?.target).toMatch(/^person:[0-9a-f]{16}$/);
    expect(await run('export', ANA)).toMatchObject({ code: 1, stderr: 'Nothing is held on that address.\n' });
  });

  it('say what to do when the server that has the database is not the one of these settings', async () => {
    const { folder, env, stop } = await serve();
    const lost = await runParley(['erase', ANA], { folder, env: { ...env, PORT: String(await freePort()) } });
    expect(lost.code).toBe(4);
    expect(lost.stderr).toMatch(/^Nothing was done: A server works on the database.*PORT.*ADMIN_TOKEN/);
    await stop();
  });
});

describe('parley backup and parley restore', () => {
  it('copy a database that a server works on, and put the copy back once it is stopped', async () => {
    const { run, stop, text, database, folder } = await serve();
    const backup = await run('backup');
    expect(backup).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Backed up 2 conversations, .*SECRET_KEY/) as unknown,
    });
    const copy = backup.stdout.trim();
    expect(copy).toMatch(/data\/backups\/parley-\d{8}-\d{6}\.db$/);
    expect(readdirSync(join(folder, 'data/backups'))).toHaveLength(1);
    expect(statSync(copy).mode & 0o077).toBe(0);
    await text('+14155550188', 'hi');
    expect(await run('restore', copy)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^Nothing was restored: Another process/) as unknown,
    });
    await stop();
    const restored = await run('restore', copy);
    expect(restored).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Restored 2 conversations to /) as unknown });
    expect(addressesIn(database)).toEqual([ANA, BO]);
    const aside = readdirSync(join(folder, 'data')).filter((name) => /^parley\.db\.before-\d{8}-\d{6}$/.test(name));
    expect(addressesIn(join(folder, 'data', aside[0] ?? ''))).toEqual([ANA, BO, '+14155550188']);
    expect(await run('trace', 'last')).toMatchObject({ code: 0 });
  });

  it('never write over a file, and leave nothing half-made', async () => {
    const { run, stop, folder } = await serve();
    const file = join(folder, 'mine.db');
    writeFileSync(file, 'something else');
    expect(await run('backup', 'mine.db')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('is there already') as unknown,
    });
    expect(readFileSync(file, 'utf8')).toBe('something else');
    expect(await run('restore', 'mine.db')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/not a whole database/) as unknown,
    });
    expect(readdirSync(folder).toSorted()).toEqual(['data', 'flows', 'mine.db']);
    await stop();
  });

  it('refuse a copy that is damaged or was written with another key, and leave what is there', async () => {
    const { run, stop, folder, env, database } = await serve();
    await run('backup', 'copy.db');
    await stop();
    const other = await runParley(['restore', 'copy.db'], { folder, env: { ...env, SECRET_KEY: NEW_KEY } });
    expect(other).toMatchObject({ code: 3, stderr: expect.stringContaining('another SECRET_KEY') as unknown });
    const bytes = readFileSync(join(folder, 'copy.db'));
    bytes.fill(0x55, 8_192, 40_960);
    writeFileSync(join(folder, 'copy.db'), bytes);
    expect(await run('restore', 'copy.db')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('not a whole database') as unknown,
    });
    expect(addressesIn(database)).toEqual([ANA, BO]);
    expect(existsSync(`${database}.restoring`)).toBe(false);
  });
});

describe('parley rotate-key', () => {
  it('makes the key before unneeded', async () => {
    const { run, stop, folder, env } = await serve();
    expect(await run('rotate-key')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('leave it to that server') as unknown,
    });
    await stop();
    const changed = { ...env, SECRET_KEY: NEW_KEY };
    const both = { ...changed, SECRET_KEY_PREVIOUS: SECRET_KEY };
    const rotated = await runParley(['rotate-key'], { folder, env: both });
    expect(rotated.code).toBe(0);
    expect(rotated.stderr).toMatch(
      /^\d+ were encrypted anew\. Everything is under SECRET_KEY now: SECRET_KEY_PREVIOUS can go\.$/m,
    );
    const shown = await runParley(['export', ANA], { folder, env: changed });
    expect(shown.stdout).toContain('You wish for marmalade.');
  });
});
