import { describe, expect, test } from 'vitest';
import { inbound } from '../../../test/support/engine.ts';
import { lastEffect, shownOf, type Talk, textsOf } from '../../../test/support/turns.ts';
import { askedForCode, checked, REFERENCE, refused, sent, UNREACHABLE, verifyFlow } from '../../../test/support/verification.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function afterWrongCode(left = 4): Talk {
  const talk = askedForCode();
  talk.say('000000');
  talk.api(checked('wrong_code', left));
  return talk;
}

describe('what is no code', () => {
  test.each([
    ['12345', 'You have not typed enough numbers. The code has 6 numbers.'],
    ['1234567', 'You have typed too many numbers.'],
    ['hello?', 'Please type the 6-digit code from the text we sent.'],
    ['123456 654321', 'We saw more than one code.'],
    ['+1 415 555 0132', 'That looks like a phone number.'],
  ])('"%s" is told what is wrong with it, uses no try and calls nobody', (typed, said) => {
    const turn = askedForCode().say(typed);
    expect(textsOf(turn)[0]).toContain(said);
    expect(turn.effects.map((effect) => effect.type)).toEqual(['say', 'timer']);
  });

  test('a picture is told that only text is read', () => {
    const message = { ...inbound(''), media: [{ url: 'https://example.com/a.jpg', type: 'image/jpeg' }] };
    expect(textsOf(askedForCode().say(message))[0]).toContain('we can only read typed text here');
  });

  test('ten of them in a row end it, for a machine may be answering', () => {
    const talk = askedForCode();
    for (let count = 0; count < 9; count++) expect(talk.say('hello?').state.outcome).toBeNull();
    expect(talk.say('hello?').state.outcome).toBe('abandoned');
  });
});

describe('commands', () => {
  test('RESEND before the wait is over sends nothing and says how long to wait', () => {
    const talk = askedForCode();
    const turn = talk.say('resend');
    expect(textsOf(turn)[0]).toContain('reply RESEND in 25 seconds.');
    expect(turn.effects.map((effect) => effect.type)).toEqual(['say', 'timer']);
  });

  test('RESEND after it sends another code, without a pause', () => {
    const talk = askedForCode();
    talk.now += 30 * SECOND;
    expect(lastEffect(talk.say('please resend'))).toMatchObject({ type: 'call', api: 'builtin:send' });
    expect(textsOf(talk.api(sent(talk.now, 60)))[0]).toContain('We sent another code to your number ending 132.');
    talk.now += 59 * SECOND;
    expect(textsOf(talk.say('RESEND'))[0]).toContain('in 1 seconds');
  });

  test('the sixth code of one run is not sent', () => {
    const talk = askedForCode();
    for (let count = 1; count < 5; count++) {
      talk.now += 5 * MINUTE;
      talk.say('resend');
      talk.api(sent(talk.now, 240));
    }
    talk.now += 5 * MINUTE;
    const turn = talk.say('resend');
    expect(textsOf(turn)[0]).toContain('Text us again in 10 minutes');
    expect(turn.state.outcome).toBe('too_many_sends');
  });

  test('CHANGE asks for another number; the same one again is no new code', () => {
    const talk = askedForCode();
    expect(textsOf(talk.say('Change number'))[0]).toMatch(/^What mobile number should we text\?/);
    expect(textsOf(talk.say('+1 415 555 0132'))[0]).toContain('reply RESEND in 25 seconds.');
  });

  test.each(['EXIT', 'cancel please', 'salir', 'I want to leave'])('"%s" ends it', (typed) => {
    const turn = askedForCode().say(typed);
    expect(textsOf(turn)).toEqual(['OK, we stopped this sign-in. Nothing has changed. Text us any time to start again.']);
    expect(turn.state.outcome).toBe('exited');
  });

  test.each(['OPTIONS', 'menu', '?'])('"%s" tells what there is, and the code is still waited for', (typed) => {
    const talk = askedForCode();
    expect(textsOf(talk.say(typed))[0]).toMatch(/^RESEND = new code\. .*help\.example\.com/);
    expect(lastEffect(talk.say('123456'))).toMatchObject({ type: 'call', api: 'builtin:check' });
  });

  test('HELP gets the help text where nobody else answered it', () => {
    expect(textsOf(askedForCode().say('help'))[0]).toMatch(/^Acme sign-in codes\. Help: help\.example\.com\./);
  });
});

describe('codes', () => {
  test('one typed during the pause is checked without being asked for', () => {
    const talk = askedForCode();
    talk.now += 30 * SECOND;
    talk.say('resend');
    const turn = talk.api(sent(talk.now), ['ok thanks', '123456']);
    expect(textsOf(turn)).toEqual([]);
    expect(lastEffect(turn)).toMatchObject({ type: 'call', api: 'builtin:check' });
    expect(turn.state.attributes).toMatchObject({ user_otp: '123456', system_otp: REFERENCE });
    expect(turn.read.map(({ as, hides }) => [as, hides])).toEqual([
      ['not_used', 'open'],
      ['used', 'digits'],
    ]);
  });

  test('a wrong one tells how many tries are left, and the next is checked after a pause', () => {
    const talk = afterWrongCode();
    expect(lastEffect(talk.say('123456'))).toEqual({ type: 'timer', kind: 'delay', after: 2 * SECOND });
    expect(lastEffect(talk.time())).toMatchObject({ type: 'call', api: 'builtin:check' });
    expect(textsOf(talk.api(checked('wrong_code', 1)))[0]).toContain('You have 1 try left.');
  });

  test('the tries left are those that the provider says', () => {
    const talk = askedForCode();
    talk.say('000000');
    expect(textsOf(talk.api(checked('wrong_code', 3)))[0]).toContain('3 tries left');
  });

  test.each(['expired', 'unknown'])('an %s one is renewed at once', (status) => {
    const talk = askedForCode();
    talk.now += MINUTE;
    talk.say('000000');
    expect(lastEffect(talk.api(checked(status, 0)))).toMatchObject({ type: 'call', api: 'builtin:send' });
    expect(textsOf(talk.api(sent(talk.now, 60)))[0]).toContain('That code has expired, so we sent a new one');
  });

  test('one that could not be checked may be typed again', () => {
    const talk = askedForCode();
    talk.say('123456');
    expect(textsOf(talk.api(UNREACHABLE))[0]).toContain('we could not check your code just now');
    expect(lastEffect(talk.say('123456'))).toMatchObject({ type: 'call', api: 'builtin:check' });
  });

  test('neither the code nor the reference is shown anywhere, while a number and a command are', () => {
    const talk = askedForCode();
    const typed = talk.say('my code is 123456');
    const wrong = talk.api({ ...checked('wrong_code'), reason: `about 123456 and ${REFERENCE}` });
    expect(typed.read.map(({ hides }) => hides)).toEqual(['digits']);
    expect(JSON.stringify([typed.trace, wrong.trace, shownOf(wrong)])).not.toMatch(/123456|a-reference/);
    const asked = talk.say('RESEND');
    expect(asked.read.map(({ hides }) => hides)).toEqual(['open']);
    expect(shownOf(asked)[0]).toContain('RESEND');
  });
});

describe('silence', () => {
  test('is broken once after five minutes, and ends it when the code is over', () => {
    const talk = askedForCode();
    expect(lastEffect(talk.say('hello?'))).toEqual({ type: 'timer', kind: 'no_reply', after: 5 * MINUTE });
    talk.now += 5 * MINUTE;
    const reminder = talk.time();
    expect(textsOf(reminder)[0]).toMatch(/^Are you still there\?/);
    expect(lastEffect(reminder)).toEqual({ type: 'timer', kind: 'no_reply', after: 5 * MINUTE - 5 * SECOND });
    talk.now += 5 * MINUTE;
    const over = talk.time();
    expect(textsOf(over)[0]).toMatch(/^We closed this sign-in because we did not hear from you\./);
    expect(over.state.outcome).toBe('abandoned');
  });

  test('is broken once in all, also where another code was sent since', () => {
    const talk = askedForCode();
    talk.now += 5 * MINUTE;
    talk.time();
    talk.say('RESEND');
    talk.api(sent());
    talk.now += 10 * MINUTE;
    expect(textsOf(talk.time())[0]).toMatch(/^We closed this sign-in/);
  });

  test('at the question for a number ends it after a day, without a word', () => {
    const talk = askedForCode();
    expect(lastEffect(talk.say('change'))).toEqual({ type: 'timer', kind: 'no_reply', after: 24 * 60 * MINUTE });
    const over = talk.time();
    expect(textsOf(over)).toEqual([]);
    expect(over.state.outcome).toBe('abandoned');
  });
});

test('a send that comes too soon says when the next may be asked for, or that a pause is needed', () => {
  const soon = askedForCode(verifyFlow());
  soon.now += MINUTE;
  soon.say('resend');
  expect(textsOf(soon.api(refused(429, 'too_many_sends', { retryAfter: 90 })))[0]).toContain('reply RESEND in 90 seconds.');
  soon.now += 90 * SECOND;
  soon.say('resend');
  const over = soon.api(refused(429, 'too_many_sends', { retryAfter: 3_000 }));
  expect(textsOf(over)[0]).toContain('Text us again in 50 minutes');
  expect(over.state.outcome).toBe('too_many_sends');
});
