import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ConversationDetailView } from '../../src/console/contract.ts';
import { adminOf } from '../support/admin.ts';
import { startApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';

const ASK = flowOf([
  { id: 'ask', type: 'capture', prompt: 'Your name?', save: 'name', secret: true },
  { id: 'bye', type: 'message', text: 'Bye.' },
]);
const MENU = { 'menu.json': { trigger: { keywords: ['menu'] }, steps: [{ id: 'show', type: 'message', text: 'The menu.' }] } };

describe('the search for conversations', () => {
  it('goes by the last digits of an address, and by the flow', async () => {
    const server = await startApp({ flows: { ...ASK, ...MENU } });
    const admin = adminOf(server);
    await openPhone(server, { number: '+14155550132' }).text('hi');
    await openPhone(server, { number: '+14155550177' }).text('menu');
    const found = async (query: string) =>
      ((await admin.ask('GET', `/conversations?${query}`)).body as { items: { address: string }[] }).items.map(
        ({ address }) => address,
      );
    expect(await found('address=0132')).toEqual(['+14155550132']);
    expect(await found('address=77')).toEqual(['+14155550177']);
    expect(await found('address=9')).toEqual([]);
    expect(await found('flow=menu')).toEqual(['+14155550177']);
    expect(await found('flow=nobody')).toEqual([]);
    expect(await found('address=%25')).toEqual([]);
  });
});

describe('a person who is erased', () => {
  it('leaves no conversation, no text and no attribute behind, and begins anew when they write again', async () => {
    const server = await startApp({ flows: ASK });
    const admin = adminOf(server);
    const [ana, bo] = [openPhone(server, { number: '+14155550132' }), openPhone(server, { number: '+14155550177' })];
    await ana.text('hi');
    await ana.text('Anastasia');
    await ana.text('again');
    await bo.text('hi');
    const { contactId } = (await admin.ask('GET', '/conversations/1')).body as ConversationDetailView;
    expect((await admin.ask('DELETE', `/contacts/${contactId}`)).status).toBe(204);
    for (const id of [1, 2]) expect((await admin.ask('GET', `/conversations/${id}`)).status).toBe(404);
    expect((await admin.ask('GET', '/conversations')).body).toMatchObject({ items: [{ id: '3', address: '+14155550177' }] });
    expect((await admin.ask('GET', '/deliveries/out')).body).toMatchObject({ items: [{ to: '+14155550177' }] });
    expect((await admin.ask('DELETE', `/contacts/${contactId}`)).status).toBe(404);
    expect((await ana.text('hi')).texts).toEqual(['Your name?']);
  });

  it('leaves nothing readable in the file either', async () => {
    const server = await startApp({ flows: ASK });
    const number = '+14155559876';
    await openPhone(server, { number }).text('hi');
    const bytes = () => ['', '-wal'].map((suffix) => readFileSync(`${server.dbFile}${suffix}`).toString('latin1')).join('');
    expect(bytes()).toContain(number);
    await adminOf(server).ask('DELETE', '/contacts/1');
    expect(bytes()).not.toContain(number);
  });

  it('who had opted out is still not written to', async () => {
    const server = await startApp({ flows: ASK });
    const admin = adminOf(server);
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('STOP', { extra: { OptOutType: 'STOP' } });
    await admin.ask('DELETE', '/contacts/1');
    const start = await admin.ask('POST', '/conversations', { flow: 'talk', to: phone.number });
    expect(start).toMatchObject({ status: 403, body: { error: { code: 'opted_out' } } });
  });
});

describe('the audit log', () => {
  it('has every change and every look at a person, with who, from where, and when', async () => {
    const server = await startApp({ flows: ASK, env: { ADMIN_TOKEN: 'ana:first,bo:second' } });
    const [ana, bo] = [adminOf(server, 'first'), adminOf(server, 'second')];
    await openPhone(server).text('hi');
    await ana.ask('GET', '/conversations/1', undefined, { 'x-forwarded-for': '198.51.100.7, 203.0.113.5' });
    await bo.ask('GET', '/conversations/1');
    await bo.ask('POST', '/conversations/1/end');
    await bo.ask('GET', '/conversations?address=%2B14155550100');
    await bo.ask('GET', '/flows');
    await bo.ask('POST', '/conversations/99/end');
    const at = new Date(server.clock.now()).toISOString();
    expect((await ana.ask('GET', '/audit')).body).toEqual({
      items: [
        {
          id: '4',
          at,
          who: 'bo',
          address: '127.0.0.1',
          action: 'conversation.list',
          target: expect.stringMatching(/^person:[0-9a-f]{16}$/),
        },
        { id: '3', at, who: 'bo', address: '127.0.0.1', action: 'conversation.end', target: '1' },
        { id: '2', at, who: 'bo', address: '127.0.0.1', action: 'conversation.look', target: '1' },
        { id: '1', at, who: 'ana', address: '203.0.113.5', action: 'conversation.look', target: '1' },
      ],
      next: null,
    });
  });

  it('has one line for a screen that looks again and again, and another one later', async () => {
    const server = await startApp({ flows: ASK });
    const admin = adminOf(server);
    await openPhone(server).text('hi');
    for (let count = 0; count < 3; count += 1) await admin.ask('GET', '/conversations/1');
    expect((await admin.ask('GET', '/audit')).body).toMatchObject({ items: [{ id: '1' }] });
    await server.clock.advance(600_000);
    await admin.ask('GET', '/conversations/1');
    expect((await admin.ask('GET', '/audit')).body).toMatchObject({ items: [{ id: '2' }, { id: '1' }] });
  });

  it('outlives a restart, and is given page by page', async () => {
    const server = await startApp({ flows: ASK });
    const admin = adminOf(server);
    for (const id of ['one', 'two', 'three']) await admin.ask('POST', '/flows', { id, source: '{}' });
    await server.restart();
    const first = await admin.ask('GET', '/audit?limit=2');
    expect(first.body).toMatchObject({ items: [{ target: 'three' }, { target: 'two' }], next: '2' });
    expect((await admin.ask('GET', '/audit?limit=2&cursor=2')).body).toMatchObject({ items: [{ target: 'one' }], next: null });
  });
});
