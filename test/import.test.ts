import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, runParley } from './support/parley.ts';
import { definition, state } from './support/studio.ts';

const SHOP = definition(
  { incomingMessage: 'ask', incomingCall: 'ring' },
  state('ask', 'send-and-wait-for-reply', { body: 'Which size?', timeout: '60' }, { incomingMessage: 'get', timeout: undefined }),
  state('get', 'make-http-request', { method: 'GET', url: 'https://shop.example.com/' }, { success: 'more', failed: undefined }),
  state('more', 'run-subflow', { flow_sid: 'FW12' }, { completed: 'tell', failed: undefined }),
  state('tell', 'send-message', { body: 'It is {{widgets.get.parsed.price}}, {{trigger.message.City}}.' }, { sent: undefined }),
  state('ring', 'say-play', { say: 'Hello' }, {}),
);
// Written as it is, so that the files of a folder take it for text and not for JSON.
const folderWith = (name: string, text: string) => {
  const folder = makeFolder();
  writeFileSync(join(folder, name), text);
  return folder;
};

describe('parley import studio', () => {
  it('writes a flow and its APIs that pass check, and says what became of everything', async () => {
    const folder = folderWith('My Shop.json', SHOP);
    const { code, stdout, stderr } = await runParley(['import', 'studio', 'My Shop.json'], { folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('Imported 4 of 5 states as "my-shop".\n  flows/my-shop.json\n  flows/apis/my-shop-get.json\n');
    for (const line of [
      'get (make-http-request): get (api), calling apis/my-shop-get.json',
      'ring (say-play)',
      'ask: timeout',
      'tell: "trigger.message.City" has no counterpart.',
    ])
      expect(stderr).toContain(`\n  ${line}`);
    const check = await runParley(['check'], { folder });
    expect(check.code).toBe(0);
  });

  it('gives the report as JSON to programs', async () => {
    const folder = folderWith('shop.json', SHOP);
    const { code, stdout } = await runParley(['import', 'studio', 'shop.json', '--out', 'mine', '--json'], { folder });
    expect(code).toBe(0);
    const files = ['mine/shop.json', 'mine/apis/shop-get.json', 'mine/shop-more.json'];
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, files, report: { flow: 'shop', startedBy: 'incomingMessage' } });
    expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });

  it('never writes over a file unless told to, and then not over a flow that it has none for', async () => {
    const folder = folderWith('shop.json', SHOP);
    const run = (...more: string[]) => runParley(['import', 'studio', 'shop.json', ...more], { folder });
    await run();
    const changed = { flow: '{ "mine": true }', subflow: '{ "steps": [{ "id": "mine", "type": "end" }] }' };
    writeFileSync(join(folder, 'flows/shop.json'), changed.flow);
    writeFileSync(join(folder, 'flows/shop-more.json'), changed.subflow);
    const again = await run();
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('flows/shop.json') as unknown });
    expect(readFileSync(join(folder, 'flows/shop.json'), 'utf8')).toBe(changed.flow);
    expect(await run('--force')).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'flows/shop.json'), 'utf8')).not.toBe(changed.flow);
    expect(readFileSync(join(folder, 'flows/shop-more.json'), 'utf8')).toBe(changed.subflow);
  });

  it('refuses what it cannot take over with the reason, exits with 1 and writes nothing', async () => {
    const folder = folderWith(
      'calls.json',
      definition({ incomingCall: 'ring' }, state('ring', 'say-play', { say: 'Hello' }, {})),
    );
    const { code, stdout, stderr } = await runParley(['import', 'studio', 'calls.json', '--json'], { folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, code: 'calls-only' });
    expect(stderr).toMatch(/^calls\.json was not imported\. .*calls.*\n$/);
    expect(existsSync(join(folder, 'flows'))).toBe(false);
  });

  it('exits with 2 for a file that is not there', async () => {
    const { code, stdout } = await runParley(['import', 'studio', 'nowhere.json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
