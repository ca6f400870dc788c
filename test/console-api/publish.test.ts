import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FlowDetail } from '../../src/console/contract.ts';
import { type Admin, adminOf, copyOfFlows } from '../support/admin.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { openPhone } from '../support/phone.ts';

const ID = 'phone-verification';
const DONE = 'Thank you. Your number is confirmed.';

interface World {
  readonly server: TestApp;
  readonly admin: Admin;
  readonly file: string;
}

async function start(): Promise<World> {
  const flows = copyOfFlows();
  const server = await startApp({ flows });
  return { server, admin: adminOf(server), file: join(flows, `${ID}.json`) };
}

async function read(admin: Admin, id = ID): Promise<FlowDetail> {
  return (await admin.ask('GET', `/flows/${id}`)).body as FlowDetail;
}

describe('publishing a flow', () => {
  it('writes the text as it is, blanks and all, and new conversations meet it at once', async () => {
    const { server, admin, file } = await start();
    const { source, digest: base, version } = await read(admin);
    expect(source).toBe(readFileSync(file, 'utf8'));
    const text = source.replace('What mobile number', 'Which   mobile number').replace('"steps": [', '"steps":   [\n');
    const published = await admin.ask('POST', `/flows/${ID}/publish`, { source: text, base });
    expect(published).toMatchObject({ status: 200, body: { conversationsOnOlder: 0 } });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(join(file, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
    const after = await read(admin);
    expect(after).toMatchObject({ source: text, digest: (published.body as FlowDetail).digest, draft: null });
    expect(after.version).not.toBe(version);
    expect((await openPhone(server).text('hi')).texts.join()).toContain('Which   mobile number');
  });

  it('says how many conversations go on with the old version, and harms none', async () => {
    const { server, admin } = await start();
    const people = ['+14155550100', '+14155550101'].map((number) => openPhone(server, { number }));
    for (const person of people) await person.text('hi');
    const { source, digest: base } = await read(admin);
    const answer = await admin.ask('POST', `/flows/${ID}/publish`, { source: source.replace(DONE, 'All set.'), base });
    expect(answer.body).toMatchObject({ conversationsOnOlder: 2 });
    expect((await people[0]?.text('no number'))?.texts.join()).toContain('We could not see a phone number there');
  });

  it('is refused with all that is wrong while the check finds errors, and the file stays', async () => {
    const { admin, file } = await start();
    const { source, digest: base } = await read(admin);
    const broken = source.replace('"next": "send_otp"', '"next": "send_opt"');
    const answer = await admin.ask('POST', `/flows/${ID}/publish`, { source: broken, base });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'faulty' }, problems: [{ code: 'unknown-step' }] } });
    const [problem] = (answer.body as { problems: { offset: number; length: number }[] }).problems;
    expect(broken.slice(problem?.offset, (problem?.offset ?? 0) + (problem?.length ?? 0))).toBe('"send_opt"');
    expect(readFileSync(file, 'utf8')).toBe(source);
  });

  it('is refused where it would break another flow', async () => {
    const { admin } = await start();
    const { source } = await read(admin);
    const answer = await admin.ask('POST', '/flows', { id: 'second', source });
    expect(answer.status).toBe(201);
    const published = await admin.ask('POST', '/flows/second/publish', { source, base: null });
    expect(published).toMatchObject({ status: 422, body: { problems: expect.any(Array) as unknown } });
  });

  it('is refused when the file was changed meanwhile, with both texts at hand, and loses neither', async () => {
    const { admin, file } = await start();
    const { source, digest: base } = await read(admin);
    const theirs = source.replace(DONE, 'Theirs.');
    writeFileSync(file, theirs);
    const mine = source.replace(DONE, 'Mine.');
    const answer = await admin.ask('POST', `/flows/${ID}/publish`, { source: mine, base });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'conflict' }, current: { source: theirs } } });
    expect(readFileSync(file, 'utf8')).toBe(theirs);
    const { current } = answer.body as { current: { digest: string } };
    expect((await admin.ask('POST', `/flows/${ID}/publish`, { source: mine, base: current.digest })).status).toBe(200);
  });

  it('lets one of two who publish at once win, and tells the other', async () => {
    const { admin, file } = await start();
    const { source, digest: base } = await read(admin);
    const texts = ['One.', 'Two.'].map((text) => source.replace(DONE, text));
    const answers = await Promise.all(texts.map((text) => admin.ask('POST', `/flows/${ID}/publish`, { source: text, base })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(readFileSync(file, 'utf8')).toBe(texts[answers.findIndex(({ status }) => status === 200)]);
  });

  it('keeps the rights of the file', async () => {
    const { admin, file } = await start();
    chmodSync(file, 0o640);
    const { source, digest: base } = await read(admin);
    await admin.ask('POST', `/flows/${ID}/publish`, { source: source.replace(DONE, 'Done.'), base });
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it.each(['..%2fsecret', '%2e%2e', 'a%2fb', 'nobody', '%00'])('finds no flow by the name %s', async (id) => {
    const { admin } = await start();
    expect((await admin.ask('GET', `/flows/${id}`)).status).toBe(404);
    expect((await admin.ask('POST', `/flows/${id}/publish`, { source: '{}', base: null })).status).toBe(404);
    expect((await admin.ask('PUT', `/flows/${id}/draft`, { source: '{}', base: null })).status).toBe(404);
  });
});

describe('a draft', () => {
  it('is kept over a restart, and nobody meets it', async () => {
    const { server, admin, file } = await start();
    const { source, digest: base } = await read(admin);
    const text = source.replace('What mobile number', 'Draft number');
    const saved = await admin.ask('PUT', `/flows/${ID}/draft`, { source: text, base });
    expect(saved).toMatchObject({ status: 200, body: { draft: { source: text, base, by: 'admin' }, problems: [] } });
    await server.restart();
    expect((await read(admin)).draft).toMatchObject({ source: text, base });
    expect(readFileSync(file, 'utf8')).toBe(source);
    expect((await openPhone(server).text('hi')).texts.join()).toContain('What mobile number');
    expect((await admin.ask('GET', '/flows')).body).toMatchObject({ items: [{ id: ID, draft: true }, { draft: false }] });
    expect((await admin.ask('DELETE', `/flows/${ID}/draft`)).status).toBe(204);
    expect((await admin.ask('DELETE', `/flows/${ID}/draft`)).status).toBe(404);
    expect((await read(admin)).draft).toBeNull();
  });

  it('goes with what was published from it, and stays when somebody else publishes another text', async () => {
    const server = await startApp({ flows: copyOfFlows(), env: { ADMIN_TOKEN: 'ana:first,bo:second' } });
    const [ana, bo] = [adminOf(server, 'first'), adminOf(server, 'second')];
    const { source, digest: base } = await read(ana);
    const drafted = source.replace(DONE, 'Bo is at work.');
    await bo.ask('PUT', `/flows/${ID}/draft`, { source: drafted, base });
    const published = await ana.ask('POST', `/flows/${ID}/publish`, { source: source.replace(DONE, 'All set.'), base });
    expect(published.status).toBe(200);
    expect((await read(bo)).draft).toMatchObject({ source: drafted, by: 'bo' });
    const { digest } = published.body as FlowDetail;
    expect((await ana.ask('POST', `/flows/${ID}/publish`, { source: drafted, base: digest })).status).toBe(200);
    expect((await read(bo)).draft).toBeNull();
  });

  it('may be as broken as it is while it is typed', async () => {
    const { admin } = await start();
    const saved = await admin.ask('PUT', `/flows/${ID}/draft`, { source: '{ "steps": [', base: null });
    expect(saved).toMatchObject({ status: 200, body: { problems: [{ code: 'not-json' }], graph: null } });
  });

  it('is how a new flow begins: there is no file before it is published', async () => {
    const { server, admin, file } = await start();
    const source = JSON.stringify({
      trigger: { keywords: ['menu'] },
      steps: [{ id: 'say', type: 'message', text: 'The menu.' }],
    });
    const created = await admin.ask('POST', '/flows', { id: 'menu', source });
    expect(created).toMatchObject({
      status: 201,
      body: { id: 'menu', version: null, digest: null, source: '', draft: { source } },
    });
    expect((await admin.ask('POST', '/flows', { id: 'menu', source })).status).toBe(409);
    expect(existsSync(join(file, '../menu.json'))).toBe(false);
    expect((await admin.ask('POST', '/flows/menu/publish', { source, base: null })).status).toBe(200);
    expect(readFileSync(join(file, '../menu.json'), 'utf8')).toBe(source);
    expect((await openPhone(server).text('menu')).texts).toEqual(['The menu.']);
    expect((await admin.ask('POST', '/flows/menu/publish', { source, base: null })).status).toBe(409);
  });

  it.each(['Menu', 'a b', '../x', 'x.json', '', 'end/'])('is refused under the name "%s"', async (id) => {
    const { admin } = await start();
    expect((await admin.ask('POST', '/flows', { id, source: '{}' })).status).toBe(422);
  });
});

describe('the history of a flow', () => {
  it('tells who published what and when, and what was changed outside', async () => {
    const { server, admin, file } = await start();
    const before = await read(admin);
    const texts = [before.source.replace(DONE, 'One.'), before.source.replace(DONE, 'Two.')];
    await admin.ask('POST', `/flows/${ID}/publish`, { source: texts[0], base: before.digest });
    await openPhone(server).text('hi');
    writeFileSync(file, texts[1] ?? '');
    await server.restart();
    const { body } = await admin.ask('GET', `/flows/${ID}/history`);
    const { items } = body as { items: { version: string }[] };
    expect(items).toMatchObject([
      { how: 'file', by: null, conversations: 0 },
      { how: 'published', by: 'admin', conversations: 1, at: expect.any(String) as unknown },
      { how: 'file', by: null, version: before.version, conversations: 0 },
    ]);
    const asked = (version = '') => admin.ask('GET', `/flows/${ID}/versions/${version}`);
    expect((await asked(items[0]?.version)).body).toEqual({ source: texts[1] });
    expect((await asked(items[1]?.version)).body).toEqual({ source: texts[0] });
    expect((await asked('nothing')).status).toBe(404);
  });

  it('lets any version be live again, to the letter', async () => {
    const { server, admin, file } = await start();
    const first = await read(admin);
    await admin.ask('POST', `/flows/${ID}/publish`, {
      source: first.source.replace('What mobile', 'Which mobile'),
      base: first.digest,
    });
    const back = await admin.ask('POST', `/flows/${ID}/rollback`, { version: first.version });
    expect(back).toMatchObject({ status: 200, body: { version: first.version, digest: first.digest } });
    expect(readFileSync(file, 'utf8')).toBe(first.source);
    expect((await openPhone(server).text('hi')).texts.join()).toContain('What mobile number');
    expect((await admin.ask('GET', `/flows/${ID}/history`)).body).toMatchObject({
      items: [
        { how: 'rolled_back', by: 'admin', version: first.version, conversations: 1 },
        { how: 'published', conversations: 0 },
        { how: 'file', version: first.version, conversations: 0 },
      ],
    });
    expect((await admin.ask('POST', `/flows/${ID}/rollback`, { version: 'nothing' })).status).toBe(404);
  });

  it('has nothing new after a restart with the same files', async () => {
    const { server, admin } = await start();
    await server.restart();
    expect((await admin.ask('GET', `/flows/${ID}/history`)).body).toMatchObject({ items: [{ how: 'file' }] });
  });
});

describe('POST /check', () => {
  it('gives problems with their place in the text, the diagram, and what each text costs', async () => {
    const { admin } = await start();
    const { source } = await read(admin);
    const text = source.replace(DONE, `Thanks 🎉 ${'x'.repeat(70)}`);
    const { status, body } = await admin.ask('POST', '/check', { kind: 'flow', id: ID, source: text });
    expect(status).toBe(200);
    const { problems, graph, texts } = body as { problems: object[]; graph: { nodes: object[] }; texts: object[] };
    expect(problems).toMatchObject([{ code: 'long-text', severity: 'warning' }]);
    expect(graph.nodes.length).toBeGreaterThan(10);
    expect(texts).toContainEqual(
      expect.objectContaining({ step: 'done', encoding: 'UCS-2', segments: 2, culprit: '🎉', cost: 'As much as 2 messages.' }),
    );
  });

  it('finds what a flow lacks that is not there yet', async () => {
    const { admin } = await start();
    const source = JSON.stringify({ steps: [{ id: 'call', type: 'api', api: 'nobody' }] });
    const { body } = await admin.ask('POST', '/check', { kind: 'flow', id: 'new', source });
    expect(body).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code: 'unknown-api' })]) as unknown,
    });
  });
});
