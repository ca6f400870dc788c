import { describe, expect, it } from 'vitest';
import { type Admin, adminOf, copyOfFlows } from '../support/admin.ts';
import { answerJson, startFarSide } from '../support/api-kit.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { listenTo } from '../support/event-stream.ts';
import { flowOf, flowWithApi } from '../support/flows.ts';
import { said } from '../support/shipped-flow.ts';

const FLOW = 'phone-verification';
const ASK = flowOf([
  { id: 'ask', type: 'capture', prompt: 'Your name?', save: 'name' },
  { id: 'bye', type: 'message', text: 'Bye {{ name }}.' },
]);

async function begin(server: TestApp, wish: object = {}) {
  const admin = adminOf(server);
  const { status, body } = await admin.ask('POST', '/try', wish);
  expect(status).toBe(201);
  const { id } = body as { id: string };
  const stream = await listenTo(server, `/try/${id}/events`);
  const act = async (what: string, with_: object = {}) => (await admin.ask('POST', `/try/${id}/${what}`, with_)).status;
  return {
    admin,
    id,
    stream,
    act,
    heard: (text: string) => stream.until((one) => one['type'] === 'out' && one['text'] === text),
  };
}

function countOf(admin: Admin): Promise<number> {
  return admin.ask('GET', '/conversations').then(({ body }) => (body as { items: object[] }).items.length);
}

describe('a chat that is tried out', () => {
  it('goes from "hi" to verified in live mode, and nothing of it leaves or is kept', async () => {
    const server = await startApp();
    const { admin, stream, act, heard, id } = await begin(server, { flow: FLOW });
    expect(await act('messages', { text: 'hi' })).toBe(204);
    await heard(said('ask_phone'));
    await act('messages', { text: '415 555 0132' });
    const { to, code } = await stream.until(({ type }) => type === 'outbox');
    expect(to).toBe('+14155550132');
    expect(code).toMatch(/^\d{6}$/);
    await stream.until((one) => one['type'] === 'timer' && one['kind'] === 'delay' && one['step'] === 'let_it_arrive');
    expect(await act('skip')).toBe(204);
    await heard(said('ask_code', { phone: '+14155550132' }));
    expect(await act('skip')).toBe(409);
    await act('messages', { text: String(code) });
    await heard(said('done'));
    await stream.until((one) => one['type'] === 'status' && one['state'] === 'ended' && one['outcome'] === 'verified');
    const attributes = stream.events.findLast(({ data }) => data['type'] === 'attributes')?.data['values'];
    expect(attributes).toMatchObject({ phone: '+14155550132', verified: true, system_otp: '•••', user_otp: '•••' });
    expect(server.twilio.messages).toEqual([]);
    expect(await countOf(admin)).toBe(0);
    const { yaml, problem } = (await admin.ask('GET', `/try/${id}/chat-test`)).body as { yaml: string; problem: string | null };
    expect(problem).toBeNull();
    expect(yaml).toContain('- end: verified');
  });

  it('tells a client that comes back what it missed, once each, in order', async () => {
    const server = await startApp({ flows: ASK });
    const { stream, act, heard, id } = await begin(server);
    await act('messages', { text: 'hi' });
    await heard('Your name?');
    stream.close();
    const last = stream.events.at(-1)?.id ?? '';
    await act('messages', { text: 'Ana' });
    const again = await listenTo(server, `/try/${id}/events`, { 'last-event-id': last });
    await again.until((one) => one['text'] === 'Bye Ana.');
    const ids = [...stream.events, ...again.events].map((one) => Number(one.id));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });

  it('takes a draft in place of the file, and refuses a broken one with what is wrong', async () => {
    const server = await startApp({ flows: copyOfFlows() });
    const admin = adminOf(server);
    const { source } = (await admin.ask('GET', `/flows/${FLOW}`)).body as { source: string };
    const draft = source.replace('What mobile number', 'Draft number');
    const { act, stream } = await begin(server, { flow: FLOW, source: draft });
    await act('messages', { text: 'hi' });
    expect((await stream.until(({ type }) => type === 'out'))['text']).toContain('Draft number');
    const broken = { flow: FLOW, source: draft.replace('"next": "send_otp"', '"next": "nowhere"') };
    expect(await admin.ask('POST', '/try', broken)).toMatchObject({
      status: 422,
      body: { problems: [{ code: 'unknown-step' }] },
    });
  });

  it('lets the next call of an API fail, and only that one', async () => {
    const far = await startFarSide((response) => answerJson(response, 200, {}));
    const server = await startApp({ flows: flowWithApi(`http://${far.place}/`), env: { API_ALLOW_HOSTS: far.place } });
    const { act, heard } = await begin(server);
    expect(await act('fail', { api: 'ask', failure: 'timeout' })).toBe(204);
    await act('messages', { text: 'hi' });
    await heard('Failed.');
    expect(far.seen).toHaveLength(0);
    await act('messages', { text: 'hi' });
    await heard('Done.');
    expect(far.seen).toHaveLength(1);
  });

  it('lets time go on as far as one likes', async () => {
    const pause = flowOf([
      { id: 'pause', type: 'delay', for: '7d' },
      { id: 'hello', type: 'message', text: 'A week later.' },
    ]);
    const server = await startApp({ flows: pause });
    const { act, heard, stream } = await begin(server);
    await act('messages', { text: 'hi' });
    await stream.until((one) => one['type'] === 'timer');
    expect(await act('advance', { by: '7d' })).toBe(204);
    await heard('A week later.');
  });

  it('shows buttons, and takes a tap as the phone sends it', async () => {
    const buttons = [{ label: 'Sales', value: 'sales' }];
    const server = await startApp({
      flows: flowOf([
        { id: 'offer', type: 'message', text: 'Who?', buttons, template: { sid: `HX${'0'.repeat(32)}` } },
        { id: 'ask', type: 'capture', prompt: 'Choose.', save: 'who' },
        { id: 'bye', type: 'message', text: 'You chose {{ who }}.' },
      ]),
    });
    const { act, heard, stream } = await begin(server, { channel: 'whatsapp' });
    await act('messages', { text: 'hi' });
    await stream.until((one) => one['type'] === 'out' && JSON.stringify(one['buttons']) === JSON.stringify(buttons));
    await heard('Choose.');
    await act('messages', { button: 'sales' });
    await heard('You chose sales.');
  });

  it('ends for good, and then is not found any more', async () => {
    const server = await startApp({ flows: ASK });
    const { admin, id, act } = await begin(server);
    expect((await admin.ask('DELETE', `/try/${id}`)).status).toBe(204);
    expect(await act('messages', { text: 'hi' })).toBe(404);
    await expect(listenTo(server, `/try/${id}/events`)).rejects.toThrow('404');
  });

  it('makes room when there are twenty: the one left alone the longest goes', async () => {
    const server = await startApp({ flows: ASK });
    const admin = adminOf(server);
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) {
      await server.clock.advance(1_000);
      ids.push(((await admin.ask('POST', '/try', {})).body as { id: string }).id);
    }
    await server.clock.advance(1_000);
    const say = async (id = '') => (await admin.ask('POST', `/try/${id}/messages`, { text: 'hi' })).status;
    expect(await say(ids[0])).toBe(204);
    expect((await admin.ask('POST', '/try', {})).status).toBe(201);
    expect(await say(ids[0])).toBe(204);
    expect(await say(ids[1])).toBe(404);
  });

  it('makes room also when many begin at once', async () => {
    const server = await startApp({ flows: ASK });
    const admin = adminOf(server);
    const begun = await Promise.all(Array.from({ length: 24 }, () => admin.ask('POST', '/try', {})));
    const ids = begun.map(({ body }) => (body as { id: string }).id);
    const statuses = await Promise.all(
      ids.map(async (id) => (await admin.ask('POST', `/try/${id}/advance`, { by: '1s' })).status),
    );
    expect(statuses.filter((status) => status === 204)).toHaveLength(20);
  });
});
