import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adminOf } from './support/admin.ts';
import { startApp, type TestApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { reachCode, signInFlow } from './support/sign-in.ts';

const PERSON = '+14155550123';
const PHONE = '+14155550132';
const WORDS = 'a marmalade sandwich';
/** It keeps what is said in an attribute in clear, which is then in the state, in the trace and in the text. */
const ASK = flowOf([
  { id: 'ask', type: 'capture', save: 'wish', prompt: 'What may it be?' },
  { id: 'again', type: 'capture', save: 'more', prompt: 'And with {{ wish }}, {{ contact.address }}?' },
]);

function bytesOf(server: TestApp): Buffer {
  return Buffer.concat(
    ['', '-wal'].map((suffix) => server.dbFile + suffix).flatMap((file) => (existsSync(file) ? [readFileSync(file)] : [])),
  );
}

const numbers = (text: string) => [text, text.slice(1)];

/** Somebody verifies another number than the one they write from. */
async function verify(server: TestApp): Promise<void> {
  const phone = openPhone(server, { number: PERSON });
  await reachCode(server, phone, PHONE);
  await phone.text(await codeSentTo(server, PHONE));
}

describe('a person who is erased', () => {
  it('leaves nothing in the file, however many others write into it', async () => {
    const server = await startApp({ flows: ASK });
    const crowd = (from: number) =>
      Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const phone = openPhone(server, { number: `+1415556${from + index}` });
          await phone.text('hi');
          await phone.text('something else that is rather long and fills the pages of the file');
        }),
      );
    await crowd(1000);
    const phone = openPhone(server, { number: PERSON });
    await phone.text('hi');
    await phone.text(WORDS);
    await crowd(2000);
    await phone.text('more of it');
    await crowd(3000);
    expect(bytesOf(server).includes(WORDS)).toBe(true);
    const erased = await adminOf(server).ask('POST', '/erase', { address: PERSON });
    expect(erased).toMatchObject({ status: 200, body: { contacts: 1, conversations: 1, texts: 5 } });
    const left = bytesOf(server);
    expect([WORDS, ...numbers(PERSON)].filter((one) => left.includes(one))).toEqual([]);
    expect(left.includes('+14155562000')).toBe(true);
  });

  it('leaves nothing on their simulated phones, also of the codes that they were sent, and others keep theirs', async () => {
    const server = await startApp({ mode: 'local' });
    const admin = adminOf(server);
    const other = '+14155550124';
    for (const from of [PERSON, other]) await admin.ask('POST', '/simulator/messages', { from, text: 'hi' });
    const held = admin.ask('POST', '/simulator/messages', { from: PERSON, text: PHONE });
    await server.clock.untilTimer(5_000);
    await server.clock.advance(5_000);
    await held;
    const texts = async (to: string) =>
      ((await admin.ask('GET', `/simulator/outbox?to=${encodeURIComponent(to)}`)).body as { items: object[] }).items.length;
    expect([await texts(PERSON), await texts(PHONE), await texts(other)]).toEqual([2, 1, 1]);
    await admin.ask('POST', '/erase', { address: PERSON });
    expect([await texts(PERSON), await texts(other)]).toEqual([0, 1]);
    await admin.ask('POST', '/erase', { address: PHONE });
    expect(await texts(PHONE)).toBe(0);
    const [left] = ((await admin.ask('GET', '/conversations')).body as { items: { id: string }[] }).items;
    const { contactId } = (await admin.ask('GET', `/conversations/${left?.id}`)).body as { contactId: string };
    expect((await admin.ask('DELETE', `/contacts/${contactId}`)).status).toBe(204);
    expect(await texts(other)).toBe(0);
  });

  it('is found by the number that they verified, and their codes are nobody’s any more', async () => {
    const server = await startApp({ flows: signInFlow() });
    await verify(server);
    const admin = adminOf(server);
    expect((await admin.ask('GET', `/export?address=${encodeURIComponent(PHONE)}`)).body).toMatchObject({
      address: PHONE,
      contacts: [{ address: PERSON }, { address: PHONE, texts: [{ text: expect.stringContaining('••••••') }] }],
    });
    expect(await admin.ask('POST', '/erase', { address: PHONE })).toMatchObject({
      body: { contacts: 2, conversations: 1, codes: 1 },
    });
    const left = bytesOf(server);
    expect([...numbers(PERSON), ...numbers(PHONE)].filter((one) => left.includes(one))).toEqual([]);
    expect(await admin.ask('POST', '/erase', { address: PHONE })).toMatchObject({ body: { contacts: 0, codes: 0 } });
    expect((await admin.ask('GET', `/export?address=${encodeURIComponent(PERSON)}`)).body).toEqual({
      address: PERSON,
      contacts: [],
    });
  });

  it('is in the audit log as something that stands for the number, the same for a look and for the erasure', async () => {
    const server = await startApp({ flows: ASK });
    const admin = adminOf(server);
    await openPhone(server, { number: PERSON }).text('hi');
    await admin.ask('GET', `/export?address=${encodeURIComponent(PERSON)}`);
    await admin.ask('POST', '/erase', { address: PERSON });
    const { items } = (await admin.ask('GET', '/audit')).body as { items: { action: string; target: string }[] };
    expect(items.map(({ action }) => action)).toEqual(['person.erase', 'person.export']);
    expect(items[0]?.target).toMatch(/^person:[0-9a-f]{16}$/);
    expect(items[1]?.target).toBe(items[0]?.target);
  });

  it('may write again, and is somebody new', async () => {
    const server = await startApp({ flows: ASK });
    const phone = openPhone(server, { number: PERSON });
    await phone.text('hi');
    await adminOf(server).ask('POST', '/erase', { address: PERSON });
    expect((await phone.text('hi')).texts).toEqual(['What may it be?']);
  });
});
