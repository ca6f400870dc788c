import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { type FlowFiles, writeFlows } from './support/config.ts';
import { flowOf, flowWithApi } from './support/flows.ts';
import { openPhone } from './support/phone.ts';

const PATIENCE = 12_000;
const ASK = { id: 'ask', type: 'capture', prompt: 'Name?', save: 'name' };

function greet(text: string): FlowFiles {
  return flowOf([ASK, { id: 'hello', type: 'message', text }]);
}

interface Item {
  readonly id: string;
  readonly version: string | null;
  readonly upToDate: boolean;
  readonly problems: { readonly errors: number; readonly warnings: number };
}

interface Listed {
  readonly items: readonly Item[];
  readonly problems: readonly { readonly code: string; readonly file: string }[];
}

async function flowsOf(server: TestApp): Promise<Listed> {
  return (await server.admin('/flows')).body as Listed;
}

/** Changes files, and lets time pass until the server has read them: the system tells of changes when it likes. */
async function edit(server: TestApp, files: FlowFiles, isRead: (listed: Listed) => boolean): Promise<Listed> {
  writeFlows(server.config.flowsDir, files);
  return untilRead(server, isRead);
}

async function untilRead(server: TestApp, isRead: (listed: Listed) => boolean): Promise<Listed> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    await server.clock.advance(50);
    const listed = await flowsOf(server);
    if (isRead(listed)) return listed;
    if (performance.now() > end)
      throw new Error(`The change was not taken up: ${JSON.stringify(listed)} ${server.logs.join('')}`);
  }
}

/** True once the flow has another version than that. */
function isNew({ items: [before] }: Listed): (listed: Listed) => boolean {
  return ({ items: [now] }) => now?.version !== before?.version && now?.upToDate === true;
}

const isBroken = ({ items: [one] }: Listed) => one?.upToDate === false;

describe('a flow that is edited while the server runs', () => {
  it('is taken up for new conversations, and those under way go on as they began', async () => {
    const server = await startApp({ flows: greet('Hello {{ name }}.') });
    const [ana, bo] = [openPhone(server), openPhone(server, { number: '+14155550177' })];
    await ana.text('hi');
    await edit(server, greet('Good day, {{ name }}.'), isNew(await flowsOf(server)));
    await bo.text('hi');
    expect((await bo.text('Bo')).texts).toEqual(['Good day, Bo.']);
    expect((await ana.text('Ana')).texts).toEqual(['Hello Ana.']);
  });

  it('harms none of 100 people who wait in a step that is deleted, across a restart too', async () => {
    const server = await startApp({ flows: greet('Hello {{ name }}.') });
    const people = Array.from({ length: 100 }, (_, index) => openPhone(server, { number: `+1415555${1000 + index}` }));
    await Promise.all(people.map((one) => one.text('hi')));
    const without = flowOf([{ id: 'other', type: 'message', text: 'Something else.' }]);
    await edit(server, without, isNew(await flowsOf(server)));
    const [first, second] = [people.slice(0, 50), people.slice(50)];
    for (const one of first) expect((await one.text('Ana')).texts).toEqual(['Hello Ana.']);
    await server.restart();
    for (const one of second) expect((await one.text('Bo')).texts).toEqual(['Hello Bo.']);
    expect((await openPhone(server, { number: '+14155559999' }).text('hi')).texts).toEqual(['Something else.']);
  });

  it('is reported when it is broken, and the last good version stays until it is mended', async () => {
    const server = await startApp({ flows: greet('Hello {{ name }}.') });
    const before = await flowsOf(server);
    const broken = await edit(server, { 'talk.json': '{ "steps": [' }, isBroken);
    expect(broken.items).toMatchObject([
      { id: 'talk', version: before.items[0]?.version, upToDate: false, problems: { errors: 1, warnings: 0 } },
    ]);
    expect(broken.problems).toMatchObject([{ code: 'not-json', file: 'talk.json', line: 1 }]);
    expect(server.logs.join('')).toMatch(/"problem":"not-json".*A changed file was not taken up/);
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('Ana')).texts).toEqual(['Hello Ana.']);
    await edit(server, greet('Mended.'), isNew(before));
    await phone.text('hi');
    expect((await phone.text('Ana')).texts).toEqual(['Mended.']);
  });

  it('does not hold back another file that is good', async () => {
    const menu = { name: 'Menu', trigger: { keywords: ['menu'] }, steps: [{ id: 'menu', type: 'message', text: 'The menu.' }] };
    const server = await startApp({ flows: greet('Hello.') });
    const files = { 'talk.json': '{ "steps": 5 }', 'menu.json': menu };
    const { items } = await edit(server, files, (listed) => listed.items.length === 2);
    expect(items.map(({ id, upToDate }) => ({ id, upToDate }))).toEqual([
      { id: 'menu', upToDate: true },
      { id: 'talk', upToDate: false },
    ]);
    expect((await openPhone(server).text('menu')).texts).toEqual(['The menu.']);
    expect((await openPhone(server, { number: '+14155550177' }).text('hi')).texts).toEqual(['Name?']);
  });

  it('starts no more conversations once its file is gone, but goes on with those under way', async () => {
    const menu = {
      name: 'Menu',
      trigger: { keywords: ['menu'] },
      steps: [ASK, { id: 'menu', type: 'message', text: 'The menu.' }],
    };
    const server = await startApp({ flows: { ...greet('Hello.'), 'menu.json': menu } });
    const phone = openPhone(server);
    await phone.text('menu');
    rmSync(join(server.config.flowsDir, 'menu.json'));
    await untilRead(server, ({ items }) => items.length === 1);
    expect((await phone.text('Ana')).texts).toEqual(['The menu.']);
    await phone.text('menu');
    expect((await phone.text('Ana')).texts).toEqual(['Hello.']);
  });

  it('is pinned together with the flows that it runs', async () => {
    const outer = flowOf([
      { id: 'run', type: 'flow', flow: 'inner' },
      { id: 'bye', type: 'message', text: 'Bye {{ name }}.' },
    ]);
    const inner = (text: string) => ({ 'inner.json': { steps: [ASK, { id: 'hello', type: 'message', text }] } });
    const server = await startApp({ flows: { ...outer, ...inner('Hello {{ name }}.') } });
    const [ana, bo] = [openPhone(server), openPhone(server, { number: '+14155550177' })];
    await ana.text('hi');
    await edit(server, inner('Good day, {{ name }}.'), isNew(await flowsOf(server)));
    await bo.text('hi');
    expect((await bo.text('Bo')).texts).toEqual(['Good day, Bo.', 'Bye Bo.']);
    await server.restart();
    expect((await ana.text('Ana')).texts).toEqual(['Hello Ana.', 'Bye Ana.']);
  });

  it('stays when the only flow is removed', async () => {
    const server = await startApp({ flows: greet('Hello.') });
    rmSync(join(server.config.flowsDir, 'talk.json'));
    const { items } = await untilRead(server, isBroken);
    expect(items).toMatchObject([{ id: 'talk', upToDate: false }]);
    expect((await openPhone(server).text('hi')).texts).toEqual(['Name?']);
  });
});

describe('a folder of flows that another one replaces', () => {
  it('is read and watched as before', async () => {
    const server = await startApp({ flows: greet('One.') });
    const before = await flowsOf(server);
    rmSync(server.config.flowsDir, { recursive: true });
    const gone = await untilRead(server, ({ problems }) => problems.length > 0);
    expect(gone).toMatchObject({ items: [{ version: before.items[0]?.version }], problems: [{ code: 'unreadable-folder' }] });
    const back = await edit(server, greet('Two.'), isNew(before));
    expect(back.problems).toEqual([]);
    await edit(server, greet('Three.'), isNew(back));
  });
});

describe('an API that is edited while the server runs', () => {
  const NOWHERE = 'https://api.example.com/';
  const WAITING = flowWithApi(NOWHERE);
  const talk = WAITING['talk.json'] as { steps: readonly object[] };
  /** Asks before it calls. */
  const FLOWS = { ...WAITING, 'talk.json': { ...talk, steps: [ASK, ...talk.steps] } };
  const withApi = (api: object): FlowFiles => ({ 'apis/ask.json': { method: 'POST', url: NOWHERE, ...api } });

  it('stays as it was where conversations with an earlier version would fail, and says so', async () => {
    const server = await startApp({ flows: FLOWS });
    const before = await flowsOf(server);
    await openPhone(server).text('hi');
    await edit(server, greet('Hello.'), isNew(before));
    rmSync(join(server.config.flowsDir, 'apis', 'ask.json'));
    const { problems } = await untilRead(server, (listed) => listed.problems.some((one) => one.code === 'breaks-running-chats'));
    expect(problems).toMatchObject([{ code: 'breaks-running-chats', file: 'apis/ask.json', severity: 'error' }]);
    expect(server.app.conversations.library.api('ask')).toBeDefined();
  });

  it('may not come to read what an earlier version in use does not set', async () => {
    const server = await startApp({ flows: FLOWS });
    const before = await flowsOf(server);
    await openPhone(server).text('hi');
    const asks = { id: 'ask_mail', type: 'capture', prompt: 'Mail?', save: 'mail' };
    const files = { 'talk.json': { ...talk, steps: [asks, ...talk.steps] }, ...withApi({ body: { to: '{{ mail }}' } }) };
    writeFlows(server.config.flowsDir, files);
    const { items, problems } = await untilRead(server, ({ problems: found }) => found.length > 0);
    expect(problems).toMatchObject([{ code: 'breaks-running-chats', file: 'apis/ask.json' }]);
    expect(items[0]?.version).not.toBe(before.items[0]?.version);
    expect(server.app.conversations.library.api('ask')?.body).not.toHaveProperty('to');
  });

  it('helps conversations under way at once where it breaks none', async () => {
    const server = await startApp({ flows: FLOWS });
    await openPhone(server).text('hi');
    writeFlows(server.config.flowsDir, withApi({ url: 'https://other.example.com/' }));
    await untilRead(server, () => server.app.conversations.library.api('ask')?.url.source === 'https://other.example.com/');
    expect((await flowsOf(server)).problems).toEqual([]);
  });
});

describe('versions that no conversation uses any more', () => {
  it('are dropped at the next start, and those in use are not', async () => {
    const server = await startApp({ flows: greet('One.') });
    const first = (await flowsOf(server)).items[0]?.version ?? '';
    const phone = openPhone(server);
    await phone.text('hi');
    await edit(server, greet('Two.'), isNew(await flowsOf(server)));
    const isKept = () => server.app.conversations.library.version('talk', first);
    await server.clock.advance(1_000);
    await server.restart();
    expect(await isKept()).not.toBeNull();
    await phone.text('Ana');
    await server.restart();
    expect(await isKept()).toBeNull();
  });

  it('are dropped while the server runs, a while after others took their place', async () => {
    const server = await startApp({ flows: greet('One.') });
    const first = (await flowsOf(server)).items[0]?.version ?? '';
    const isKept = () => server.app.conversations.library.version('talk', first);
    await edit(server, greet('Two.'), isNew(await flowsOf(server)));
    expect(await isKept()).not.toBeNull();
    await server.clock.advance(600_001);
    await edit(server, greet('Three.'), isNew(await flowsOf(server)));
    expect(await isKept()).toBeNull();
  });
});
