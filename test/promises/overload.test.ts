import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/sqlite/open-database.ts';
import { createStore } from '../../db/sqlite/store.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone, WEBHOOK } from '../support/phone.ts';
import { BOT_NUMBER, inboundParams, newSid, type Params, signWebhook } from '../support/twilio.ts';
import { passTimeFor, rowsOf, textsOf } from './rows.ts';

const PEOPLE = 30;
const MESSAGES = 100;
/** Asks for one word after the other. */
const WORDS = flowOf([{ id: 'ask', type: 'capture', expect: 'text', prompt: 'More?', save: 'word', next: 'ask' }]);

function requestOf(server: TestApp, params: Params): string {
  const body = new URLSearchParams(params).toString();
  const headers = [
    `POST ${WEBHOOK} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/x-www-form-urlencoded',
    `X-Twilio-Signature: ${signWebhook({ publicUrl: server.publicUrl, path: WEBHOOK, params })}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
}

/** Sends all messages at once on one connection, so that the order in which they arrive is known. Resolves with the statuses. */
function pipeline(server: TestApp, messages: readonly Params[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status);
      if (statuses.length < messages.length || !received.endsWith('>')) return;
      socket.destroy();
      resolve(statuses);
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`The connection closed after: ${received}`)));
    socket.write(messages.map((params) => requestOf(server, params)).join(''));
  });
}

/** The words each conversation took, in the order of its turns. */
function wordsTaken(server: TestApp): readonly (readonly string[])[] {
  const taken = new Map<unknown, string[]>();
  for (const row of rowsOf(server, 'traces')) {
    const words = taken.get(row['conversation_id']) ?? [];
    for (const { set } of JSON.parse(String(row['data'])) as { set?: { word?: string } }[]) if (set?.word) words.push(set.word);
    taken.set(row['conversation_id'], words);
  }
  return [...taken.values()];
}

describe('three thousand webhooks at once', () => {
  it('are all answered 200; none is lost, none is taken twice, and each person is heard in order', async () => {
    const server = await startApp({ flows: WORDS, env: { LOG_LEVEL: 'warn' } });
    const people = Array.from({ length: PEOPLE }, (_, at) => `+1415201${String(at).padStart(4, '0')}`);
    const words = Array.from({ length: MESSAGES }, (_, at) => `word ${at}`);
    const talk = (from: string) =>
      pipeline(
        server,
        words.map((body) => inboundParams({ from, body })),
      );
    const statuses = (await Promise.all(people.map(talk))).flat();
    expect(statuses).toEqual(Array.from({ length: PEOPLE * MESSAGES }, () => '200'));
    const unused = () => rowsOf(server, 'messages').filter((row) => row['direction'] === 'in' && row['status'] !== 'used').length;
    await passTimeFor(server, unused, 0);
    expect(rowsOf(server, 'messages').filter((row) => row['direction'] === 'in')).toHaveLength(PEOPLE * MESSAGES);
    // The first word begins the conversation; the others answer its question.
    expect(wordsTaken(server)).toEqual(people.map(() => words.slice(1)));
    // Otherwise nothing was too much, and this has shown nothing.
    expect(textsOf(server).some((row) => row['route'] === 'rest')).toBe(true);
  }, 60_000);
});

describe('messages that were stored under load', () => {
  const MINE = '+14155550100';

  /** A server that was killed before it came to handle what it had acknowledged: many messages of others, then some of one person. */
  async function openBacklog(others: number, count: number): Promise<TestApp> {
    const server = await startApp({ flows: WORDS });
    await openPhone(server, { number: MINE }).text('hi');
    await server.stop();
    const keys = deriveKeys(server.config.secretKey);
    const store = createStore(openDatabase(server.dbFile), new Sealer([keys.seal]), keys);
    const now = server.clock.now();
    const record = (theirs: string, text: string) => {
      const contact = { ours: BOT_NUMBER, channel: 'sms' as const, theirs };
      const message = { sid: newSid(), text, media: [], button: null, location: null, name: null, optOut: null };
      return store.record({ contact, contactId: null, conversationId: null, message, status: 'received', now });
    };
    await Promise.all(Array.from({ length: others }, (_, at) => record(`+1415201${String(at).padStart(4, '0')}`, 'hi')));
    await Promise.all(Array.from({ length: count }, (_, at) => record(MINE, `stored ${at}`)));
    await store.close();
    await server.restart();
    return server;
  }

  const mineTaken = (server: TestApp) => wordsTaken(server)[0] ?? [];

  it('are handled after a restart before what comes then', async () => {
    const server = await openBacklog(1_500, 3);
    expect((await openPhone(server, { number: MINE }).text('last')).status).toBe(200);
    await passTimeFor(server, () => mineTaken(server).length, 4);
    expect(mineTaken(server)).toEqual(['stored 0', 'stored 1', 'stored 2', 'last']);
  });

  it('stand in the transcript of the conversation that took them', async () => {
    const server = await openBacklog(0, 2);
    await passTimeFor(server, () => mineTaken(server).length, 2);
    const { body } = await server.admin('/conversations/1');
    const texts = (body as { transcript: { text: string }[] }).transcript.map(({ text }) => text);
    expect(texts).toEqual(['hi', 'More?', 'stored 0', 'stored 1', 'More?', 'More?']);
  });

  it('do not keep waiting what Twilio took for an opt-out', async () => {
    const server = await openBacklog(1_500, 3);
    await openPhone(server, { number: MINE }).text('arret', { extra: { OptOutType: 'STOP' } });
    expect(rowsOf(server, 'conversations')[0]).toMatchObject({ outcome: 'opted_out' });
  });
});
