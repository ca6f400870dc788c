import { describe, expect, it } from 'vitest';
import type { FlowDetail } from '../../src/console/contract.ts';
import { type Admin, adminOf, copyOfFlows } from '../support/admin.ts';
import { startApp } from '../support/app.ts';
import { listenTo } from '../support/event-stream.ts';

const ID = 'phone-verification';
const DRAFT = `/flows/${ID}/draft`;
const ENV = { ADMIN_TOKEN: 'ana:first,bo:second' };

async function startWithTwo() {
  const server = await startApp({ flows: copyOfFlows(), env: ENV });
  const [ana, bo] = [adminOf(server, 'first'), adminOf(server, 'second')];
  const { source, digest: base } = await read(ana);
  const save = (admin: Admin, text: string, draft?: string | null) =>
    admin.ask('PUT', DRAFT, { source: `${source}\n${text}`, base, draft });
  return { server, ana, bo, source, base, save };
}

async function read(admin: Admin): Promise<FlowDetail> {
  return (await admin.ask('GET', `/flows/${ID}`)).body as FlowDetail;
}

async function draftOf(admin: Admin) {
  return (await read(admin)).draft;
}

describe('a draft of two admins', () => {
  it('is not written over by who began before the other one saved, who is told whose it is and what it says', async () => {
    const { ana, bo, save } = await startWithTwo();
    expect((await save(ana, 'Ana', null)).status).toBe(200);
    const theirs = await draftOf(bo);
    const refused = await save(bo, 'Bo', null);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error: { code: 'conflict', message: expect.stringMatching(/^"ana" saved another draft/) as unknown },
        current: theirs,
      },
    });
    expect(await draftOf(bo)).toEqual(theirs);
    expect((await save(bo, 'Bo', theirs?.digest)).status).toBe(200);
    expect(await draftOf(ana)).toMatchObject({ by: 'bo' });
    expect((await save(ana, 'Ana again', theirs?.digest)).status).toBe(409);
  });

  it('is not written over either by a request that does not say what it goes on from', async () => {
    const { ana, bo, save } = await startWithTwo();
    await save(ana, 'Ana');
    expect((await save(ana, 'Ana, more')).status).toBe(200);
    expect((await save(bo, 'Bo')).status).toBe(409);
    expect(await draftOf(bo)).toMatchObject({ by: 'ana' });
  });

  it('takes one of two that are saved at once', async () => {
    const { ana, bo, save } = await startWithTwo();
    const answers = await Promise.all([save(ana, 'Ana', null), save(bo, 'Bo', null)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await draftOf(ana)).toMatchObject({ by: ['ana', 'bo'][winner] });
  });

  it('may be saved twice with the same text', async () => {
    const { ana, bo, save } = await startWithTwo();
    await save(ana, 'Same', null);
    expect((await save(bo, 'Same', null)).status).toBe(200);
  });

  it('is dropped only as it was seen', async () => {
    const { ana, bo, save } = await startWithTwo();
    await save(ana, 'Ana', null);
    const seen = (await draftOf(bo))?.digest;
    await save(ana, 'Ana, more', seen);
    expect(await bo.ask('DELETE', `${DRAFT}?draft=${seen}`)).toMatchObject({ status: 409, body: { current: { by: 'ana' } } });
    expect((await bo.ask('DELETE', `${DRAFT}?draft=${(await draftOf(bo))?.digest}`)).status).toBe(204);
    expect(await draftOf(ana)).toBeNull();
  });

  it('goes when it is published, and stays when its admin published something that did not go on from it', async () => {
    const { ana, source, base } = await startWithTwo();
    await ana.ask('PUT', DRAFT, { source: source.replace('What mobile', 'Which mobile'), base, draft: null });
    const draft = (await draftOf(ana))?.digest;
    const publish = (text: string, file: string | null, from: string | null | undefined) =>
      ana.ask('POST', `/flows/${ID}/publish`, { source: source.replace('What mobile', text), base: file, draft: from });
    const { body } = await publish('Your mobile', base, null);
    expect((await draftOf(ana))?.digest).toBe(draft);
    await publish('The mobile', (body as FlowDetail).digest, draft);
    expect(await draftOf(ana)).toBeNull();
  });

  it('is told of to whoever looks on, when it is saved and when it is dropped', async () => {
    const { server, ana, bo, save } = await startWithTwo();
    const stream = await listenTo(server, '/events', { authorization: 'Bearer second' });
    await save(ana, 'Ana');
    await stream.until(({ type }) => type === 'flows');
    const before = stream.events.length;
    await bo.ask('DELETE', DRAFT);
    await expect.poll(() => stream.events.length).toBeGreaterThan(before);
  });
});
