import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';
import { until } from './support/transcript.ts';

const HOUR = 3_600_000;
const SID = `HX${'0123456789abcdef'.repeat(2)}`;
const news = (id: string, more: object = {}) => ({ id, type: 'message', text: 'News for you.', ...more });
const later = (hours: number) => ({ id: 'later', type: 'delay', for: `${hours}h` });
const TEMPLATE = { template: { sid: SID, variables: { 1: '{{ contact.address }}' } } };

/** Many hours at once: the wall clock goes on, and the server looks at it within a minute. */
async function skip(server: TestApp, hours: number): Promise<void> {
  server.clock.setWall(server.clock.now() + hours * HOUR);
  await server.clock.advance(60_000);
}

async function transcriptAfter(hours: number, more: object, channel: 'sms' | 'whatsapp') {
  const server = await startApp({ flows: flowOf([later(hours), news('news', more)]) });
  const phone = openPhone(server, { channel });
  await phone.text('hi');
  await skip(server, hours);
  let last: unknown;
  await until(async () => {
    const { transcript } = (await server.admin('/conversations/1')).body as { transcript: { status: string }[] };
    last = transcript.at(-1);
    expect(transcript).toHaveLength(2);
    expect(['failed', 'sent']).toContain(transcript[1]?.status);
  });
  return { server, last };
}

describe("WhatsApp's 24 hours", () => {
  it('an ordinary text is not sent after them, and its row says why', async () => {
    const { server, last } = await transcriptAfter(24, {}, 'whatsapp');
    expect(last).toMatchObject({ status: 'failed', error: expect.stringMatching(/^outside_window /) as unknown });
    expect(server.twilio.messages).toEqual([]);
  });

  it('an ordinary text is sent within them', async () => {
    const { server } = await transcriptAfter(23, {}, 'whatsapp');
    expect(server.twilio.messages.map(({ body }) => body)).toEqual(['News for you.']);
  });

  it('a text with a content template goes as that template after them', async () => {
    const { server } = await transcriptAfter(24, TEMPLATE, 'whatsapp');
    const [sent] = server.twilio.messages;
    expect(sent?.form.get('ContentSid')).toBe(SID);
    expect(sent?.form.get('ContentVariables')).toBe('{"1":"+14155550100"}');
    expect(sent?.form.has('Body')).toBe(false);
  });

  it('a text with a content template goes as it is within them', async () => {
    const { server } = await transcriptAfter(23, TEMPLATE, 'whatsapp');
    expect(server.twilio.messages.map(({ body }) => body)).toEqual(['News for you.']);
    expect(server.twilio.messages[0]?.form.has('ContentSid')).toBe(false);
  });

  it('do not hold for SMS', async () => {
    const { server } = await transcriptAfter(48, {}, 'sms');
    expect(server.twilio.messages.map(({ body }) => body)).toEqual(['News for you.']);
  });

  it('begin anew with every message, also one that came while the conversation was busy', async () => {
    const server = await startApp({ flows: flowOf([later(30), news('news')]) });
    const phone = openPhone(server, { channel: 'whatsapp' });
    await phone.text('hi');
    await skip(server, 20);
    await phone.text('hello?');
    await skip(server, 10);
    expect(await phone.nextText()).toBe('News for you.');
  });
});
