import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { type EventsReceiver, startEventsReceiver, type ToldEvent } from './support/events-receiver.ts';
import { flowOf } from './support/flows.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { until } from './support/transcript.ts';
import { BOT_NUMBER, twilioError } from './support/twilio.ts';

const ANA = '+14155550101';
const BO = '+14155550102';
const ASK = { id: 'ask', type: 'capture', prompt: 'Your name?', save: 'name' };
const SECOND = 1000;
const HOUR = 3_600_000;
const TALK = flowOf([ASK, { id: 'bye', type: 'end', outcome: 'done' }]);

async function open(flows: object = TALK): Promise<{ server: TestApp; owner: EventsReceiver }> {
  const owner = await startEventsReceiver();
  const server = await startApp({ flows: flows as Readonly<Record<string, unknown>>, env: owner.env });
  return { server, owner };
}

/** A whole conversation, whose end is one event. */
async function talk(server: TestApp, number = ANA): Promise<void> {
  const phone = openPhone(server, { number });
  await phone.text('hi');
  await phone.text('Ana');
}

/** Resolves when so many attempts were recorded as failed. */
function untilPutOff(server: TestApp, count: number): Promise<void> {
  const failures = () => server.logs.filter((line) => line.includes('An event was not taken; it is told again'));
  return until(() => expect(failures()).toHaveLength(count));
}

function typesOf(told: readonly ToldEvent[]): string[] {
  return told.map(({ type }) => type);
}

describe('what is told to the owner', () => {
  it('is signed as Standard Webhooks says', async () => {
    const { server, owner } = await open();
    await talk(server);
    const [event] = await owner.untilTold(1);
    expect(event?.signature).toBe(event?.expected);
    expect(event?.id).toMatch(/^evt_[0-9a-f-]{36}$/);
    expect(event?.timestamp).toBe(String(Math.floor(server.clock.now() / 1000)));
    expect(event?.contentType).toBe('application/json');
    expect(JSON.parse(event?.text ?? '')).toEqual({
      type: 'conversation.ended',
      timestamp: new Date(server.clock.now()).toISOString(),
      data: {
        contact: { address: ANA, channel: 'sms', ours: BOT_NUMBER },
        conversation: '1',
        flow: expect.any(String) as unknown,
        outcome: 'done',
      },
    });
  });

  it('is that a conversation ended, with its outcome, also where another one took its place or it failed', async () => {
    const restart = {
      ...flowOf([ASK]),
      'again.json': { name: 'Again', trigger: { keywords: ['again'], interrupts: true }, steps: [ASK] },
    };
    const { server, owner } = await open(restart);
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('again');
    await phone.text('Ana');
    expect((await owner.untilTold(2)).map(({ data }) => data['outcome'])).toEqual(['interrupted', 'done']);
  });

  it('is that somebody opted out, once, and that the conversation ended by it', async () => {
    const { server, owner } = await open();
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('STOP');
    await phone.text('STOP');
    const told = await owner.untilTold(2);
    expect(typesOf(told)).toEqual(['contact.opted_out', 'conversation.ended']);
    expect(told[0]?.data).toMatchObject({ contact: { address: phone.number }, conversation: '1' });
    expect(told[1]?.data['outcome']).toBe('opted_out');
    await server.clock.advance(SECOND);
    expect(owner.told).toHaveLength(2);
  });

  it('is that somebody opted out by an answer of Twilio', async () => {
    const { server, owner } = await open(flowOf([{ id: 'pause', type: 'delay', for: '10m' }, ASK]));
    const phone = openPhone(server);
    await phone.text('hi');
    server.twilio.answerNext(twilioError(400, 21610, 'unsubscribed'));
    await server.clock.advance(600_000);
    expect(typesOf(await owner.untilTold(2))).toEqual(['contact.opted_out', 'conversation.ended']);
  });

  it('holds no code, nor is one in what waits to be told', async () => {
    const owner = await startEventsReceiver();
    owner.answerWhere(() => true, 503);
    const server = await startApp({ env: owner.env });
    const phone = openPhone(server);
    await phone.text('hi');
    const held = phone.text('415 555 0132');
    await server.clock.untilTimer(5 * SECOND);
    await server.clock.advance(5 * SECOND);
    await held;
    const code = await codeSentTo(server, '+14155550132');
    await phone.text(code);
    const told = await owner.untilTold(1);
    expect(told[0]?.data['outcome']).toBe('verified');
    expect(told.map(({ text }) => text).join('')).not.toContain(code);
    const bytes = ['', '-wal'].map((suffix) => server.dbFile + suffix).filter(existsSync);
    for (const file of bytes) expect(readFileSync(file).includes('conversation.ended')).toBe(false);
    expect(server.logs.join('')).not.toContain(owner.env['EVENTS_SECRET'] ?? 'unset');
  });
});

describe('an event that is not taken', () => {
  it('is told again with the same id until it is, with growing waits', async () => {
    const { server, owner } = await open();
    owner.answerNext(500, 302, 404, 200);
    await talk(server);
    for (const [index, wait] of [7, 19, 57].entries()) {
      await untilPutOff(server, index + 1);
      await server.clock.advance(wait * SECOND);
    }
    const told = await owner.untilTold(4);
    expect(new Set(told.map(({ id, text }) => id + text)).size).toBe(1);
    expect(told.every(({ signature, expected }) => signature === expected)).toBe(true);
    expect(new Set(told.map(({ timestamp }) => timestamp)).size).toBe(4);
    await server.clock.advance(HOUR);
    expect(owner.told).toHaveLength(4);
  });

  it('keeps back what comes after it for the same contact, and nobody else', async () => {
    const { server, owner } = await open();
    const isOfAna = ({ data }: { readonly data: Readonly<Record<string, unknown>> }) =>
      (data['contact'] as { address: string }).address === ANA;
    owner.answerWhere(isOfAna, 500);
    await talk(server, ANA);
    await untilPutOff(server, 1);
    await talk(server, ANA);
    await talk(server, BO);
    await owner.untilTold(2);
    await server.clock.advance(SECOND);
    expect(owner.told.filter(isOfAna).map(({ data }) => data['conversation'])).toEqual(['1']);
    expect(owner.told.filter((event) => !isOfAna(event))).toHaveLength(1);
    owner.answerWhere(isOfAna, 204);
    await server.clock.advance(10 * SECOND);
    await owner.untilTold(4);
    expect(owner.told.filter(isOfAna).map(({ data, answered }) => [data['conversation'], answered])).toEqual([
      ['1', 500],
      ['1', 204],
      ['2', 204],
    ]);
  });

  it('is told again when there is no answer for 10 s', async () => {
    const { server, owner } = await open();
    owner.answerNext('hang');
    await talk(server);
    await owner.untilTold(1);
    await server.clock.advance(10 * SECOND);
    await server.clock.advance(10 * SECOND);
    expect((await owner.untilTold(2)).map(({ answered }) => answered)).toEqual(['hang', 204]);
  });

  it('keeps back what was committed together with it', async () => {
    const { server, owner } = await open();
    owner.answerNext('hang');
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('STOP');
    await owner.untilTold(1);
    await server.clock.advance(9 * SECOND);
    expect(typesOf(owner.told)).toEqual(['contact.opted_out']);
    await server.clock.advance(SECOND);
    await server.clock.advance(7 * SECOND);
    expect(typesOf(await owner.untilTold(3))).toEqual(['contact.opted_out', 'contact.opted_out', 'conversation.ended']);
  });

  it('is told after a restart', async () => {
    const { server, owner } = await open();
    owner.answerNext('hang');
    await talk(server);
    await owner.untilTold(1);
    await server.restart();
    const told = await owner.untilTold(2);
    expect(told[1]?.id).toBe(told[0]?.id);
  });

  it('is a dead letter after a day, which can be tried again, and those after it are told', async () => {
    const { server, owner } = await open();
    owner.answerWhere(({ data }) => data['conversation'] === '1', 500);
    await talk(server);
    await untilPutOff(server, 1);
    server.clock.setWall(server.clock.now() + 24 * HOUR);
    await server.clock.advance(7 * SECOND);
    await owner.untilTold(2);
    await until(() => expect(server.logs.join('')).toContain('dead letters'));
    await server.clock.advance(2 * HOUR);
    const attempts = owner.told.length;
    expect(attempts).toBe(2);
    const { body } = await server.admin('/dead-letters');
    const [letter] = (body as { items: { id: string; kind: string; address: string; error: string }[] }).items;
    expect(letter).toMatchObject({ kind: 'event', address: ANA, error: 'EVENTS_URL answered 500.' });
    await talk(server);
    await owner.untilTold(attempts + 1);
    expect(owner.told.at(-1)).toMatchObject({ answered: 204, data: { conversation: '2' } });
    owner.answerWhere(() => true, 204);
    const retried = await server.post(`/api/v1/dead-letters/${letter?.id}/retry`, {}, admin(server));
    expect(retried.status).toBe(200);
    await server.clock.advance(60 * SECOND);
    await owner.untilTold(attempts + 2);
    expect(owner.told.at(-1)).toMatchObject({ answered: 204, data: { conversation: '1' } });
  });
});

describe('many events', () => {
  it('are told a few at a time, each once, though the first hang', async () => {
    const { server, owner } = await open();
    owner.answerNext(...Array.from({ length: 8 }, () => 'hang' as const));
    const people = Array.from({ length: 20 }, (_, index) => `+141555502${10 + index}`);
    for (const number of people) await talk(server, number);
    await owner.untilTold(8);
    await server.clock.advance(SECOND);
    expect(owner.told).toHaveLength(8);
    await server.clock.advance(9 * SECOND);
    await owner.untilTold(20);
    await server.clock.advance(10 * SECOND);
    await owner.untilTold(28);
    const taken = owner.told.filter(({ answered }) => answered === 204).map(({ id }) => id);
    expect(new Set(taken).size).toBe(20);
    expect(taken).toHaveLength(20);
  });
});

describe('without EVENTS_URL', () => {
  it('nothing is kept to be told, and nothing is told that waited from before', async () => {
    const server = await startApp({ flows: TALK });
    await talk(server);
    const owner = await startEventsReceiver();
    const dataDir = server.copyData();
    await server.stop();
    const second = await startApp({ flows: TALK, env: owner.env, dataDir });
    await second.clock.advance(60 * SECOND);
    expect(owner.told).toEqual([]);
    await talk(second);
    await owner.untilTold(1);
  });
});

function admin(server: TestApp) {
  return { authorization: `Bearer ${server.config.adminTokens}` };
}
