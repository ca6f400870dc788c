import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ADMIN_TOKEN } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { said } from './support/shipped-flow.ts';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const TALK = flowOf([
  { id: 'ask', type: 'capture', prompt: 'Who are you?', save: 'who' },
  { id: 'bye', type: 'message', text: 'Bye {{ who }}.' },
]);

interface Page {
  readonly items: readonly { readonly id: string; readonly address: string }[];
  readonly next: string | null;
}

async function list(server: TestApp, query = ''): Promise<Page> {
  const { status, body } = await server.admin(`/conversations${query}`);
  expect(status).toBe(200);
  return body as Page;
}

describe('the API of admins', () => {
  it.each([
    ['no token', undefined],
    ['a wrong token', 'Bearer wrong'],
    ['an empty token', 'Bearer '],
    ['the token without its scheme', ADMIN_TOKEN],
    ['the token of basic authorization', `Basic ${Buffer.from(`admin:${ADMIN_TOKEN}`).toString('base64')}`],
    ['a longer token', `Bearer ${ADMIN_TOKEN}x`],
  ])('answers 401 to %s, whatever is asked for', async (_, authorization) => {
    const server = await startApp();
    const headers = authorization === undefined ? {} : { authorization };
    for (const path of ['/conversations', '/conversations/1', '/simulator/outbox?to=1', '/nothing']) {
      const answer = await server.get(`/api/v1${path}`, headers);
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
    }
  });

  it('takes each of several named tokens', async () => {
    const server = await startApp({ env: { ADMIN_TOKEN: 'ana:first,bo:second' } });
    for (const token of ['first', 'second']) {
      expect((await server.get('/api/v1/conversations', { authorization: `Bearer ${token}` })).status).toBe(200);
    }
    expect((await server.get('/api/v1/conversations', { authorization: 'Bearer third' })).status).toBe(401);
  });

  it.each(['foo:bar', 'a:b,c:d', 'x', 'té'])('takes "%s" as it stands in the setting', async (token) => {
    const server = await startApp({ env: { ADMIN_TOKEN: token } });
    expect((await server.get('/api/v1/conversations', { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it.each(['one, two: three', 'ana:first,second', 'a b c', 'Bearer x'])(
    'takes "%s" as one token, since not every part of it has a name',
    async (token) => {
      const server = await startApp({ env: { ADMIN_TOKEN: token } });
      const ask = async (shown: string) =>
        (await server.get('/api/v1/conversations', { authorization: `Bearer ${shown}` })).status;
      expect(await ask(token)).toBe(200);
      for (const part of token.split(/[ ,:]+/)) expect(await ask(part)).toBe(401);
    },
  );
});

describe('GET /api/v1/conversations', () => {
  it('has exactly the documented members', async () => {
    const server = await startApp({ flows: TALK });
    expect(await list(server)).toEqual({ items: [], next: null });
    await openPhone(server, { channel: 'whatsapp' }).text('hi');
    const version = expect.stringMatching(/^\S+$/) as unknown;
    const time = expect.stringMatching(ISO) as unknown;
    const item = {
      id: '1',
      address: '+14155550100',
      channel: 'whatsapp',
      flow: 'talk',
      version,
      state: 'waiting',
      outcome: null,
      startedAt: time,
      updatedAt: time,
    };
    expect(await list(server)).toEqual({ items: [item], next: null });
  });

  it('finds by address, however it is written, and by state', async () => {
    const server = await startApp({ flows: TALK });
    const [ann, bob] = [openPhone(server), openPhone(server, { number: '+14155550101' })];
    await ann.text('hi');
    await bob.text('hi');
    await bob.text('Bob');
    for (const address of ['%2B14155550101', '+14155550101', 'whatsapp:%2B14155550101']) {
      expect((await list(server, `?address=${address}`)).items.map((one) => one.address)).toEqual(['+14155550101']);
    }
    expect((await list(server, '?address=%2B14155550199')).items).toEqual([]);
    expect((await list(server, '?state=waiting')).items.map(({ id }) => id)).toEqual(['1']);
    expect((await list(server, '?state=ended')).items.map(({ id }) => id)).toEqual(['2']);
    expect((await list(server, '?state=ended&address=%2B14155550100')).items).toEqual([]);
    expect((await list(server, '?state=busy')).items).toEqual([]);
    expect((await list(server, '?state=handed_off')).items).toEqual([]);
    expect((await list(server, '?state=')).items.map(({ id }) => id)).toEqual(['2', '1']);
  });

  it('calls a conversation busy during a pause', async () => {
    const server = await startApp({ flows: flowOf([{ id: 'pause', type: 'delay', for: '1h' }]) });
    await openPhone(server).text('hi');
    expect((await list(server, '?state=busy')).items).toHaveLength(1);
  });

  it('gives all, newest first and page by page, none twice', async () => {
    const server = await startApp({ flows: TALK });
    await Promise.all(Array.from({ length: 7 }, (_, at) => openPhone(server, { number: `+1415555010${at}` }).text('hi')));
    const ids: number[] = [];
    let query = '?limit=3';
    for (;;) {
      const page = await list(server, query);
      ids.push(...page.items.map(({ id }) => Number(id)));
      if (page.next === null) break;
      query = `?limit=3&cursor=${page.next}`;
    }
    expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it.each(['?state=sleeping', '?cursor=x', '?cursor=-1', '?limit=0', '?limit=100000', '?limit=1&limit=2'])(
    'refuses %s with 400 and a reason',
    async (query) => {
      const server = await startApp({ flows: TALK });
      expect(await server.admin(`/conversations${query}`)).toMatchObject({
        status: 400,
        body: { error: { code: 'bad_query', message: expect.any(String) as unknown } },
      });
    },
  );
});

describe('GET /api/v1/conversations/:id', () => {
  it('adds attributes with secrets masked, the transcript and the trace, oldest first', async () => {
    const server = await startApp();
    const { clock } = server;
    const phone = openPhone(server);
    await phone.text('hi');
    const held = phone.text('415 555 0132');
    await clock.untilTimer(5_000);
    await clock.advance(5_000);
    await held;
    await phone.text(await codeSentTo(server, '+14155550132'));
    const { status, body } = await server.admin('/conversations/1');
    expect(status).toBe(200);
    const detail = body as {
      transcript: { direction: string; text: string; at: string; status: string; sid: string | null }[];
      trace: { turn: number; at: string; entries: unknown[] }[];
    };
    expect(body).toMatchObject({
      id: '1',
      state: 'ended',
      outcome: 'verified',
      attributes: { phone: '+14155550132', verified: true, system_otp: '•••', user_otp: '•••' },
    });
    expect(detail.transcript.map(({ direction, text }) => [direction, text])).toEqual([
      ['in', 'hi'],
      ['out', said('ask_phone')],
      ['in', '415 555 0132'],
      ['out', said('ask_code', { phone: '+14155550132' })],
      ['in', '••••••'],
      ['out', said('done')],
    ]);
    for (const item of detail.transcript) {
      expect(Object.keys(item).toSorted()).toEqual(['at', 'direction', 'sid', 'status', 'text']);
      expect(item.at).toMatch(ISO);
    }
    expect(detail.transcript[0]).toMatchObject({ status: 'used', sid: expect.stringMatching(/^SM/) as unknown });
    expect(detail.trace.map(({ turn }) => turn)).toEqual(detail.trace.map((_, at) => at + 1));
    expect(JSON.stringify(detail.trace)).toContain('let_it_arrive');
  });

  it.each(['2', '0', '-1', 'x', '1.5', '99999999999999999999', '%00', '1e0x', '0x1', '1e0', '%201', '+1', '1.0'])(
    'answers 404 for %s',
    async (id) => {
      const server = await startApp({ flows: TALK });
      await openPhone(server).text('hi');
      expect(await server.admin(`/conversations/${id}`)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    },
  );
});
