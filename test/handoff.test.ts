import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ADMIN_TOKEN, type FlowFiles } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';
import { readConversation, until } from './support/transcript.ts';

const HOUR = 3_600_000;
const HELP = { id: 'help', type: 'handoff', text: 'A person will reply here.', resume_after: '2h' };
const BACK = { id: 'back', type: 'message', text: 'The bot is back.' };
const ASK = { id: 'ask', type: 'capture', prompt: 'Your name?', save: 'name', no_reply: { after: '1h', text: 'Still there?' } };
const THANKS = { id: 'thanks', type: 'message', text: 'Thank you, {{ name }}.' };
const MENU = {
  'menu.json': {
    trigger: { keywords: ['menu'], interrupts: true },
    steps: [{ id: 'show', type: 'message', text: 'The menu.' }],
  },
};

async function open(flows: FlowFiles, channel: 'sms' | 'whatsapp' = 'sms') {
  const server = await startApp({ flows });
  return { server, phone: openPhone(server, { channel }), desk: deskOf(server) };
}

/** What a person of ours does with conversation 1. */
function deskOf(server: TestApp) {
  const authorization = `Bearer ${ADMIN_TOKEN}`;
  return (what: 'messages' | 'handoff' | 'resume' | 'end', body: object = {}, id = '1') =>
    server.post(`/api/v1/conversations/${id}/${what}`, body, { authorization });
}

describe('a conversation that is handed off', () => {
  it('says so, and is silent whatever the person writes, a word that interrupts included', async () => {
    const { server, phone } = await open({ ...flowOf([HELP, BACK]), ...MENU });
    expect((await phone.text('hi')).texts).toEqual(['A person will reply here.']);
    for (const word of ['hello?', 'my number is 415', 'menu']) expect((await phone.text(word)).texts).toEqual([]);
    const { state, transcript } = await readConversation(server);
    expect(state).toBe('handed_off');
    expect(transcript.slice(2)).toMatchObject([
      { text: 'hello?', status: 'handed_off' },
      { text: 'my number is 415', status: 'handed_off' },
      { text: 'menu', status: 'handed_off' },
    ]);
  });

  it('goes on by itself when its time is over, after a restart too', async () => {
    const { server, phone } = await open(flowOf([HELP, BACK]));
    await phone.text('hi');
    await server.clock.advance(HOUR);
    await server.restart();
    await server.clock.advance(HOUR);
    expect((await phone.nextText()) + (await phone.nextText())).toBe('A person will reply here.The bot is back.');
    expect(await readConversation(server)).toMatchObject({ state: 'ended', outcome: 'done' });
  });

  it('goes on when it is taken back, and its time does nothing after that', async () => {
    const { server, phone, desk } = await open(flowOf([HELP, { ...ASK, no_reply: { after: '24h', next: 'end' } }, THANKS]));
    await phone.text('hi');
    expect(await desk('resume')).toMatchObject({ status: 200, body: { state: 'waiting' } });
    await server.twilio.waitForMessage(({ body }) => body === 'Your name?');
    await server.clock.advance(2 * HOUR);
    expect((await phone.text('Ana')).texts).toEqual(['Thank you, Ana.']);
  });

  it('takes what a person of ours says, sends it by REST and shows who said it', async () => {
    const { server, phone, desk } = await open(flowOf([HELP]));
    await phone.text('hi');
    expect(await desk('messages', { text: 'Hello, this is Sam.' })).toMatchObject({ status: 201 });
    await server.twilio.waitForMessage(({ body }) => body === 'Hello, this is Sam.');
    const { transcript } = await readConversation(server);
    expect(transcript).toMatchObject([
      { direction: 'in' },
      { direction: 'out' },
      { direction: 'out', text: 'Hello, this is Sam.' },
    ]);
    expect(transcript.map((one) => 'author' in one && one.author)).toEqual([false, false, 'person']);
  });

  it('takes nothing more to say 24 hours after the person last wrote on WhatsApp', async () => {
    const { server, phone, desk } = await open(flowOf([{ ...HELP, resume_after: '48h' }]), 'whatsapp');
    await phone.text('hi');
    server.clock.setWall(server.clock.now() + 24 * HOUR);
    expect(await desk('messages', { text: 'Hello?' })).toMatchObject({
      status: 409,
      body: { error: { code: 'outside_window' } },
    });
    await phone.text('I am here');
    expect(await desk('messages', { text: 'Hello!' })).toMatchObject({ status: 201 });
  });

  it('ends when the person opts out', async () => {
    const { server, phone, desk } = await open(flowOf([HELP, BACK]));
    await phone.text('hi');
    await phone.text('STOP');
    expect(await readConversation(server)).toMatchObject({ state: 'ended', outcome: 'opted_out' });
    expect(await desk('messages', { text: 'Wait!' })).toMatchObject({ status: 409, body: { error: { code: 'ended' } } });
    await server.clock.advance(2 * HOUR);
    expect(server.twilio.messages).toEqual([]);
  });
});

describe('a conversation that is taken over', () => {
  it('waits again where it waited when it is taken back, and asks nothing anew', async () => {
    const { server, phone, desk } = await open(flowOf([ASK, THANKS]));
    await phone.text('hi');
    expect(await desk('handoff')).toMatchObject({ status: 200, body: { state: 'handed_off' } });
    expect((await phone.text('Sam?')).texts).toEqual([]);
    await server.clock.advance(2 * HOUR);
    expect(server.twilio.messages).toEqual([]);
    expect(await desk('resume')).toMatchObject({ status: 200, body: { state: 'waiting' } });
    expect((await phone.text('Ana')).texts).toEqual(['Thank you, Ana.']);
    expect(server.twilio.messages).toEqual([]);
  });

  it('goes on after a pause that it was taken over in', async () => {
    const { server, phone, desk } = await open(flowOf([{ id: 'pause', type: 'delay', for: '1h' }, BACK]));
    await phone.text('hi');
    await desk('handoff');
    await server.clock.advance(HOUR);
    expect(phone.inbox).toEqual([]);
    await desk('resume');
    expect(await phone.nextText()).toBe('The bot is back.');
  });

  it('is given back by itself after 12 hours', async () => {
    const { server, phone, desk } = await open(flowOf([ASK, THANKS]));
    await phone.text('hi');
    await desk('handoff');
    server.clock.setWall(server.clock.now() + 12 * HOUR);
    await server.clock.advance(60_000);
    await until(async () => expect(await readConversation(server)).toMatchObject({ state: 'waiting' }));
    expect((await phone.text('Ana')).texts).toEqual(['Thank you, Ana.']);
  });
});

describe('what a person of ours asks for', () => {
  it('ends a conversation, and the next message starts one', async () => {
    const { server, phone, desk } = await open(flowOf([ASK, THANKS]));
    await phone.text('hi');
    expect(await desk('end')).toMatchObject({ status: 200, body: { state: 'ended', outcome: 'closed' } });
    await server.clock.advance(2 * HOUR);
    expect(server.twilio.messages).toEqual([]);
    expect((await phone.text('hi')).texts).toEqual(['Your name?']);
  });

  it('is refused with a reason where it does not fit', async () => {
    const { phone, desk } = await open(flowOf([ASK, HELP]));
    const code = async (asked: ReturnType<typeof desk>) => {
      const { status, body } = await asked;
      return `${status} ${(body as { error: { code: string } }).error.code}`;
    };
    await phone.text('hi');
    expect(await code(desk('messages', { text: 'Hello' }))).toBe('409 not_handed_off');
    expect(await code(desk('resume'))).toBe('409 not_handed_off');
    await desk('handoff');
    expect(await code(desk('handoff'))).toBe('409 handed_off');
    await desk('end');
    for (const what of ['handoff', 'resume', 'end'] as const) expect(await code(desk(what))).toBe('409 ended');
    expect(await code(desk('end', {}, '99'))).toBe('404 not_found');
    expect(await code(desk('end', {}, 'x'))).toBe('404 not_found');
    for (const body of [{}, { text: '' }, { text: ' ' }, { text: 'x'.repeat(1601) }, { text: 'x', more: 1 }])
      expect(await code(desk('messages', body))).toBe('422 bad_body');
  });
});
