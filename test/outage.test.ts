import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { said } from './support/shipped-flow.ts';
import { readConversation, statusesOf, until, untilStatuses } from './support/transcript.ts';
import { twilioError } from './support/twilio.ts';

const MINUTE = 60_000;
const FLOW = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
  { id: 'bye', type: 'message', text: 'Bye.' },
]);

describe('Twilio away for 40 minutes', () => {
  it.each([
    ['refusing everything', twilioError(429, 20429, 'Too many requests')],
    ['answering 503 to everything', twilioError(503, 20503, 'Down')],
  ])('and %s costs no text', async (_, answer) => {
    const server = await startApp({ flows: FLOW });
    const phone = openPhone(server);
    server.twilio.answerAll(answer);
    await phone.text('hi');
    await server.clock.advance(9_000);
    await server.twilio.waitForMessage(({ body }) => body === 'Hello.');
    for (let half = 0; half < 80; half += 1) {
      await until(async () => expect(await statusesOf(server)).not.toContain('sending'));
      await server.clock.advance(MINUTE / 2);
    }
    expect(phone.inbox).toEqual([]);
    server.twilio.answerAll(null);
    await until(async () => {
      await server.clock.advance(30_000);
      expect(phone.inbox).toEqual(['Hello.', 'Bye.']);
    });
    await untilStatuses(server, ['used', 'sent', 'sent']);
  });
});

describe('a second chat that asks for a code to the same number within the wait', () => {
  it('is told to wait, is not asked for a code it never had, and ends with not_sent', async () => {
    const server = await startApp();
    const first = openPhone(server);
    await first.text('hi');
    const held = first.text('415 555 0132');
    await server.clock.untilTimer(5_000);
    const code = await codeSentTo(server, '+14155550132');
    const second = openPhone(server, { number: '+14155550101' });
    await second.text('hi');
    expect((await second.text('415 555 0132')).texts).toEqual([said('too_soon')]);
    expect(await readConversation(server, 2)).toMatchObject({ state: 'ended', outcome: 'not_sent' });
    await server.clock.advance(5_000);
    await held;
    const last = first.text(code);
    expect((await last).texts).toEqual([said('done')]);
    expect(server.twilio.messages).toHaveLength(1);
  });
});
