import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone, type Phone } from '../support/phone.ts';
import { twilioError } from '../support/twilio.ts';
import { passTimeFor, statusesOf } from './rows.ts';

/** The first texts come too late for the webhook, so they go by REST; what comes after an answer would fit on its webhook. */
const ASK = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
  { id: 'ask', type: 'capture', save: 'word', prompt: 'Say a word.' },
  { id: 'said', type: 'message', text: 'You said {{ word }}.' },
]);
const BUSY = twilioError(429, 20429, 'Too many requests');

/** Somebody whose first text did not get out at once. */
async function openHeldUp(trouble: Parameters<TestApp['twilio']['answerNext']>[0]): Promise<{ server: TestApp; phone: Phone }> {
  const server = await startApp({ flows: ASK });
  const phone = openPhone(server);
  await phone.text('hi');
  server.twilio.answerNext(trouble);
  await server.clock.advance(9_000);
  await server.twilio.waitForMessage(() => true);
  return { server, phone };
}

describe('the texts of one person leave in order', () => {
  it('also where the answer to a message could go on its webhook while an older text waits to be sent', async () => {
    const { server, phone } = await openHeldUp({ ...BUSY, headers: { 'retry-after': '5' } });
    expect((await phone.text('plum')).texts).toEqual([]);
    await passTimeFor(server, () => statusesOf(server), ['sent', 'sent', 'sent']);
    expect(phone.inbox).toEqual(['Hello.', 'Say a word.', 'You said plum.']);
  });

  it('also where nobody knows whether the older text was sent', async () => {
    const { server, phone } = await openHeldUp('reset');
    server.twilio.listed.length = 0;
    await expect.poll(() => statusesOf(server)[0]).toBe('unknown');
    expect((await phone.text('plum')).texts).toEqual([]);
    await passTimeFor(server, () => statusesOf(server), ['sent', 'sent', 'sent']);
    expect(phone.inbox).toEqual(['Hello.', 'Say a word.', 'You said plum.']);
  });

  it('on the webhook again once the older ones have left', async () => {
    const { server, phone } = await openHeldUp({ ...BUSY, headers: { 'retry-after': '5' } });
    await passTimeFor(server, () => statusesOf(server), ['sent', 'sent']);
    expect((await phone.text('plum')).texts).toEqual(['You said plum.']);
  });

  it('but a person who writes is not kept waiting for a text that is held up for long', async () => {
    const { server, phone } = await openHeldUp({ ...BUSY, headers: { 'retry-after': '600' } });
    await server.clock.advance(20_000);
    expect((await phone.text('plum')).texts).toEqual(['You said plum.']);
  });

  it('and those of others do not wait for them', async () => {
    const { server } = await openHeldUp({ ...BUSY, headers: { 'retry-after': '600' } });
    const other = openPhone(server, { number: '+14155550101' });
    await other.text('hi');
    await server.clock.advance(9_000);
    await passTimeFor(server, () => other.inbox, ['Hello.', 'Say a word.']);
  });
});
