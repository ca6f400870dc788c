import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { flowOf, flowWithApi } from './support/flows.ts';
import { startOtpProvider } from './support/otp-provider.ts';
import { openPhone } from './support/phone.ts';

function pauseOf(duration: string) {
  return flowOf([
    { id: 'pause', type: 'delay', for: duration },
    { id: 'hello', type: 'message', text: 'Hello.' },
  ]);
}

async function statuses(server: TestApp): Promise<unknown> {
  const { body } = await server.admin('/conversations/1');
  return (body as { transcript: { status: unknown }[] }).transcript.map(({ status }) => status);
}

describe('a webhook', () => {
  it.each(['sms', 'whatsapp'] as const)('over %s is held for a pause within its budget, and answers it', async (channel) => {
    const server = await startApp({ flows: pauseOf('8s') });
    const phone = openPhone(server, { channel });
    const held = phone.text('hi');
    await server.clock.untilTimer(8_000);
    await server.clock.advance(8_000);
    expect(await held).toMatchObject({ texts: ['Hello.'], ms: 8_000 });
    expect(server.twilio.messages).toEqual([]);
  });

  it('is answered empty at once when the pause is longer than its budget, and the text goes by REST', async () => {
    const server = await startApp({ flows: pauseOf('9s') });
    const phone = openPhone(server);
    expect(await phone.text('hi')).toMatchObject({ status: 200, texts: [], ms: 0 });
    await server.clock.advance(8_999);
    expect(phone.inbox).toEqual([]);
    await server.clock.advance(1);
    expect(await phone.nextText()).toBe('Hello.');
    expect(server.twilio.messages.map(({ to, from }) => ({ to, from }))).toEqual([{ to: '+14155550100', from: '+15005550006' }]);
  });

  it('says what is ready before a pause at once, and the rest comes by REST when the pause is over', async () => {
    const steps = [
      { id: 'wait', type: 'message', text: 'Wait.' },
      { id: 'pause', type: 'delay', for: '2s' },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server, { channel: 'whatsapp' });
    expect(await phone.text('hi')).toMatchObject({ texts: ['Wait.'], ms: 0 });
    await server.clock.untilTimer(2_000);
    await server.clock.advance(2_000);
    expect(await phone.nextText()).toBe('Wait.');
    expect(await phone.nextText()).toBe('Hello.');
    expect(server.twilio.messages[0]).toMatchObject({ to: 'whatsapp:+14155550100', from: 'whatsapp:+15005550006' });
  });

  it('is held through two short pauses, and not for a third that its budget does not cover', async () => {
    const steps = [
      { id: 'first', type: 'delay', for: '3s' },
      { id: 'second', type: 'delay', for: '4s' },
      { id: 'third', type: 'delay', for: '2s' },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    const held = phone.text('hi');
    await server.clock.untilTimer(3_000);
    await server.clock.advance(3_000);
    await server.clock.untilTimer(4_000);
    await server.clock.advance(4_000);
    expect(await held).toMatchObject({ texts: [], ms: 7_000 });
    await server.clock.untilTimer(2_000);
    await server.clock.advance(2_000);
    expect(await phone.nextText()).toBe('Hello.');
  });

  it.each([
    ['8s', 8_000],
    ['9s', 9_000],
    ['500ms', 500],
  ])('with a budget of %s is answered by then while an API hangs, and the rest comes by REST', async (budget, ms) => {
    const provider = await startOtpProvider();
    const flows = flowWithApi(`http://${provider.place}/send`, { timeout: '20s' });
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place, WEBHOOK_BUDGET: budget } });
    const phone = openPhone(server);
    provider.trouble('send', 'hang');
    const held = phone.text('hi');
    await provider.untilCalled('send');
    await server.clock.advance(ms);
    expect(await held).toMatchObject({ status: 200, texts: [], ms });
    await server.clock.advance(20_000 - ms);
    expect(await phone.nextText()).toBe('Failed.');
  });

  it('says what was said before a slow call within the budget', async () => {
    const provider = await startOtpProvider();
    const { 'apis/ask.json': api } = flowWithApi(`http://${provider.place}/send`, { timeout: '20s' });
    const steps = [
      { id: 'wait', type: 'message', text: 'One moment.' },
      { id: 'ask_api', type: 'api', api: 'ask', on_error: 'end' },
      { id: 'done', type: 'message', text: 'Done.' },
    ];
    const server = await startApp({
      flows: { ...flowOf(steps), 'apis/ask.json': api },
      env: { API_ALLOW_HOSTS: provider.place },
    });
    const phone = openPhone(server);
    provider.trouble('send', 'hang');
    const held = phone.text('hi');
    await provider.untilCalled('send');
    await server.clock.advance(8_000);
    expect(await held).toMatchObject({ texts: ['One moment.'], ms: 8_000 });
    provider.release();
    expect(await phone.nextText()).toBe('One moment.');
    expect(await phone.nextText()).toBe('Done.');
  });
});

describe('a second message while the first is held', () => {
  const FLOW = flowOf([
    { id: 'pause', type: 'delay', for: '5s' },
    { id: 'ask', type: 'capture', expect: 'code', prompt: 'Your code?', save: 'code' },
    { id: 'thanks', type: 'message', text: 'Thank you.' },
  ]);

  it('is answered empty at once, kept, and answers the next question', async () => {
    const server = await startApp({ flows: FLOW });
    const phone = openPhone(server);
    const held = phone.text('hi');
    await server.clock.untilTimer(5_000);
    await server.clock.advance(1_000);
    expect(await phone.text('123456')).toMatchObject({ status: 200, texts: [], ms: 0 });
    expect(await statuses(server)).toEqual(['used', 'kept']);
    await server.clock.advance(4_000);
    expect(await held).toMatchObject({ texts: ['Thank you.'], ms: 5_000 });
  });

  it('that is no answer says nothing and costs no try: the question is asked', async () => {
    const server = await startApp({ flows: FLOW });
    const phone = openPhone(server);
    const held = phone.text('hi');
    await server.clock.untilTimer(5_000);
    await phone.text('ok thanks');
    await server.clock.advance(5_000);
    expect((await held).texts).toEqual(['Your code?']);
    expect(await statuses(server)).toEqual(['used', 'not_used', expect.any(String)]);
  });

  it('goes by its own webhook when the first was not held', async () => {
    const server = await startApp({ flows: FLOW, env: { WEBHOOK_BUDGET: '4s' } });
    const phone = openPhone(server);
    expect(await phone.text('hi')).toMatchObject({ texts: [], ms: 0 });
    await server.clock.advance(2_000);
    const second = phone.text('123456');
    await server.clock.untilTimer(4_000);
    await server.clock.advance(3_000);
    expect(await second).toMatchObject({ texts: ['Thank you.'], ms: 3_000 });
    expect(server.twilio.messages).toEqual([]);
  });

  it('of somebody else waits for nothing', async () => {
    const server = await startApp({ flows: FLOW });
    const first = openPhone(server).text('hi');
    await server.clock.untilTimer(5_000);
    await server.clock.advance(3_000);
    const second = openPhone(server, { number: '+14155550101' }).text('hi');
    await server.clock.untilTimer(5_000);
    await server.clock.advance(2_000);
    expect((await first).ms).toBe(5_000);
    await server.clock.advance(3_000);
    expect(await second).toMatchObject({ texts: ['Your code?'], ms: 5_000 });
  });

  it('is kept up to the twentieth; the rest change nothing', async () => {
    const server = await startApp({ flows: FLOW });
    const phone = openPhone(server);
    const held = phone.text('hi');
    await server.clock.untilTimer(5_000);
    for (let count = 1; count <= 20; count += 1) await phone.text(`chatter ${count}`);
    await phone.text('123456');
    await server.clock.advance(5_000);
    expect((await held).texts).toEqual(['Your code?']);
    expect((await phone.text('123456')).texts).toEqual(['Thank you.']);
  });
});
