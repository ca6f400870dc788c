import { describe, expect, test } from 'vitest';
import { answerWith } from '../../../test/support/engine.ts';
import { lastEffect, Talk, textsOf } from '../../../test/support/turns.ts';
import { askedForCode, checked, refused, sent, verifyFlow } from '../../../test/support/verification.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PAIR = { provider: { send: 'text-code', check: 'compare-code' } };
const WRONG = answerWith(200, { verified: false });

function guess(talk: Talk, code: string): void {
  talk.say(code);
  if (talk.state.waiting === 'time') talk.time();
}

describe('guesses', () => {
  test('CHANGE to the same number gives none back', () => {
    const talk = askedForCode(verifyFlow(PAIR));
    for (const code of ['000000', '000001', '000002']) {
      guess(talk, code);
      talk.api(WRONG);
    }
    talk.say('change');
    talk.say('+1 415 555 0132');
    guess(talk, '000003');
    expect(textsOf(talk.api(WRONG))[0]).toContain('You have 1 try left.');
  });

  test('a new code has all of its own', () => {
    const talk = askedForCode(verifyFlow(PAIR));
    guess(talk, '000000');
    talk.api(WRONG);
    talk.say('change');
    talk.say('+1 415 555 0177');
    talk.api(sent(talk.now));
    talk.time();
    guess(talk, '000001');
    expect(textsOf(talk.api(WRONG))[0]).toContain('4 tries left');
  });

  test.each([
    ['a status that a field contradicts', { status: 'approved', verified: false }],
    ['two fields that contradict each other', { verified: true, valid: false }],
  ])('%s approves nothing', (_what, body) => {
    const talk = askedForCode(verifyFlow(PAIR));
    talk.say('123456');
    expect(talk.api(answerWith(200, body)).state.outcome).toBeNull();
  });
});

describe('what a provider says of itself', () => {
  test.each(['builtin', 'twilio-verify', PAIR.provider])('%j: a status that only an object knows is none', (provider) => {
    const talk = new Talk(verifyFlow({ provider, phone: '+14155550132', pause: '0s' }));
    talk.start();
    talk.api(sent());
    talk.say('123456');
    expect(textsOf(talk.api(answerWith(200, { status: 'constructor' })))[0]).toContain('we could not check your code');
    talk.now += MINUTE;
    talk.say('resend');
    const turn = talk.api(answerWith(503, { status: 'constructor' }));
    expect(textsOf(turn)[0]).toContain('we could not send a code');
  });

  test.each([2.5, -1e9, 1e21])('%s tries left are not believed', (attemptsLeft) => {
    const talk = askedForCode(verifyFlow(PAIR));
    talk.say('000000');
    expect(textsOf(talk.api(answerWith(200, { verified: false, attemptsLeft })))[0]).toContain('4 tries left');
  });

  test('a code that never expires is closed after an hour all the same', () => {
    const talk = new Talk(verifyFlow({ ...PAIR, phone: '+14155550132', pause: '0s' }));
    talk.start();
    const turn = talk.api(answerWith(200, { expiresAt: '9999-12-31T00:00:00Z' }));
    expect(textsOf(turn)[0]).toContain('within 60 minutes');
  });

  test('a wait without end is a day', () => {
    const talk = askedForCode(verifyFlow(PAIR));
    talk.say('000000');
    expect(textsOf(talk.api(refused(429, 'slow', { retryAfter: 1e30 })))[0]).toContain('Text us again in 1440 minutes');
  });
});

describe('texts that others send for us', () => {
  const FLOW = verifyFlow(PAIR);

  /** A conversation that goes as far as one code, and is left. */
  function askOnce(talk: Talk | null, phone: string, answer = sent()): Talk {
    const next = new Talk(FLOW, { country: 'US', attributes: talk?.state.attributes ?? {} });
    if (talk) next.now = talk.now;
    next.start();
    next.say(phone);
    if (next.state.waiting === 'api') next.api(answer);
    return next;
  }

  function askTimes(count: number, answer = sent()): Talk {
    return Array.from({ length: count }, (_, index) => `+141555501${30 + index}`).reduce<Talk | null>(
      (talk, phone) => askOnce(talk, phone, answer),
      null,
    ) as Talk;
  }

  test('are five in ten minutes, however often the person leaves and comes back', () => {
    const talk = askTimes(5);
    expect(askOnce(talk, '+14155550199').state.outcome).toBe('too_many_sends');
    talk.now += 10 * MINUTE;
    expect(askOnce(talk, '+14155550199').state.waiting).toBe('time');
  });

  test('are ten in a day', () => {
    const talk = askTimes(5);
    talk.now += 10 * MINUTE;
    let last = talk;
    for (let count = 0; count < 5; count++) last = askOnce(last, '+14155550177');
    last.now += 60 * MINUTE;
    expect(askOnce(last, '+14155550199').state.outcome).toBe('too_many_sends');
    last.now += DAY;
    expect(askOnce(last, '+14155550199').state.waiting).toBe('time');
  });

  test('count where nobody knows whether they were sent, and not where they were refused', () => {
    expect(askOnce(askTimes(5, answerWith(500)), '+14155550199').state.outcome).toBe('too_many_sends');
    expect(askOnce(askTimes(5, answerWith(400)), '+14155550199').state.waiting).toBe('time');
  });

  test('go to no country that is not served', () => {
    const talk = new Talk(verifyFlow({ provider: 'twilio-verify' }), { country: 'US', allowedCountries: ['US'] });
    talk.start();
    const turn = talk.say('+44 7911 123456');
    expect(textsOf(turn)[0]).toContain('we cannot send codes to that country');
    expect(lastEffect(turn)?.type).toBe('timer');
    expect(lastEffect(talk.say('+1 415 555 0132'))).toMatchObject({ type: 'call', api: 'twilio-verify:send' });
  });
});

describe('after CHANGE', () => {
  test('RESEND is for the number that has a code', () => {
    const talk = askedForCode();
    talk.now += MINUTE;
    talk.say('change');
    expect(lastEffect(talk.say('resend'))).toMatchObject({ type: 'call', api: 'builtin:send' });
    expect(textsOf(talk.api(sent(talk.now)))[0]).toContain('We sent another code to your number ending 132.');
  });

  test('RESEND without any code asks for a number', () => {
    const talk = new Talk(verifyFlow(), { country: 'US' });
    talk.start();
    expect(textsOf(talk.say('resend'))[0]).toContain('We could not see a phone number there.');
  });

  test('a code that is typed in place of a number is hidden, and a number is not', () => {
    const talk = askedForCode();
    talk.say('change');
    expect(talk.say('my code is 123-456').read).toMatchObject([{ hides: 'digits' }]);
    expect(talk.say('+1 415 555 0177').read).toMatchObject([{ hides: 'open' }]);
  });

  test('the code that works still does, where the number stays', () => {
    const talk = askedForCode();
    talk.say('change');
    talk.say('+1 415 555 0132');
    expect(lastEffect(talk.say('123456'))).toMatchObject({ type: 'call', api: 'builtin:check' });
    expect(talk.api(checked('approved')).state.outcome).toBe('approved');
  });
});

test('a code that was typed early counts, though a command was typed before it', () => {
  const talk = new Talk(verifyFlow({ phone: '+14155550132' }));
  talk.start();
  talk.api(sent());
  const turn = talk.time(['options', 'resend', 'thanks', '123456']);
  expect(lastEffect(turn)).toMatchObject({ type: 'call', api: 'builtin:check' });
  expect(textsOf(turn)).toHaveLength(2);
  expect(turn.unread).toEqual([]);
});
