import { describe, expect, test } from 'vitest';
import { answerWith } from '../../../test/support/engine.ts';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { lastEffect, Talk, textsOf } from '../../../test/support/turns.ts';
import { askedForCode, checked, refused, sent, UNREACHABLE, verifyFlow } from '../../../test/support/verification.ts';
import { verify } from './verify.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('where a verdict leads', () => {
  test.each([
    ['too_many_checks', checked('too_many_checks', 0)],
    ['wrong_code', checked('wrong_code')],
    ['expired', checked('expired')],
    ['provider_down', UNREACHABLE],
    ['approved', checked('approved')],
  ])('%s goes where "on" says', (verdict, answer) => {
    const talk = askedForCode(verifyFlow({ on: { [verdict]: 'there' } }));
    talk.say('123456');
    expect(talk.api(answer).state.outcome).toBe('there');
  });

  test.each([
    ['too_many_sends', refused(429, 'too_many_sends', { retryAfter: 5 })],
    ['bad_number', refused(400, 'bad_number')],
    ['not_allowed', refused(403, 'not_allowed')],
    ['provider_down', refused(503, 'provider_down')],
  ])('%s of a send does too', (verdict, answer) => {
    const talk = new Talk(verifyFlow({ phone: '+14155550132', on: { [verdict]: 'there' } }));
    talk.start();
    expect(talk.api(answer).state.outcome).toBe('there');
  });

  test('approved goes to next, and keeps what the step is told to save', () => {
    const save = { number: 'phone', since: 'verified_at', how: 'method', result: 'verdict' };
    const talk = askedForCode(verifyFlow({ next: 'done', save }));
    talk.say('123456');
    const { state } = talk.api(checked('approved'));
    const since = new Date(talk.now).toISOString();
    expect(state).toMatchObject({
      outcome: 'done',
      attributes: { number: '+14155550132', since, how: 'builtin', result: 'approved' },
    });
  });

  test('one that comes to nothing is told to who listens, with the number and the method', () => {
    const turn = askedForCode().say('exit');
    const told = { type: 'not_verified', verdict: 'exited', phone: '+14155550132', method: 'builtin' };
    expect(turn.effects).toContainEqual(told);
    expect(turn.effects.map((effect) => effect.type)).not.toContain('claim');
  });
});

describe('too many wrong codes', () => {
  test('lock the person out for a quarter of an hour, in later conversations too', () => {
    const talk = askedForCode();
    talk.say('123456');
    const over = talk.api(checked('wrong_code', 0));
    expect(textsOf(over)[0]).toContain('too many wrong codes, so we stopped to keep you safe. Text us again in 15 minutes');
    const flow = verifyFlow();
    expect(flow.attributes.get('verify_locked_until')).toMatchObject({ lifetime: 'contact' });
    const kept = { verify_locked_until: over.state.attributes['verify_locked_until'] ?? null };
    const again = new Talk(flow, { attributes: kept });
    again.now = talk.now + 14 * MINUTE;
    const refusal = again.start();
    expect(textsOf(refusal)[0]).toContain('Text us again in 1 minutes');
    expect(refusal.state.outcome).toBe('too_many_checks');
    const later = new Talk(flow, { attributes: kept });
    later.now = talk.now + 15 * MINUTE;
    expect(textsOf(later.start())[0]).toContain('Reply 1 to use this phone');
  });

  test('the pause is the one that the provider asks for', () => {
    const talk = askedForCode();
    talk.say('123456');
    expect(textsOf(talk.api(refused(429, 'too_many_checks', { retryAfter: 7_200 })))[0]).toContain('in 120 minutes');
  });
});

describe('a person who was verified before', () => {
  const contact = { verified: true, verified_phone: '+14155550132', verified_at: '2026-01-04T12:00:00.000Z' };

  test('is told so, and goes on at once', () => {
    const turn = new Talk(verifyFlow({ next: 'done', save: { since: 'verified_at' } }), { contact }).start();
    expect(textsOf(turn)).toEqual([
      'You are already signed in with your number ending 132. To sign in with a different number, reply CHANGE.',
    ]);
    expect(turn.state).toMatchObject({ outcome: 'done', attributes: { phone: '+14155550132', since: contact.verified_at } });
    expect(turn.effects.map((effect) => effect.type)).not.toContain('claim');
  });

  test('can take another number with CHANGE', () => {
    expect(textsOf(new Talk(verifyFlow(), { contact }).start('CHANGE'))[0]).toMatch(/^What mobile number should we text\?/);
  });

  test.each([
    ['the flow asks about another number', { phone: '+14155550177' }],
    ['the step trusts for a shorter time', { trust: '12h' }],
  ])('is verified anew where %s', (_why, keys) => {
    const turn = new Talk(verifyFlow(keys), { contact }).start();
    expect(textsOf(turn).join()).not.toContain('already');
    expect(turn.state.waiting).not.toBeNull();
  });

  test('is trusted for as long as the step says', () => {
    const talk = askedForCode(verifyFlow({ trust: '90d' }));
    talk.say('123456');
    expect(talk.api(checked('approved')).effects).toContainEqual(expect.objectContaining({ type: 'claim', trust: 90 * DAY }));
  });
});

describe('two APIs of the catalogue', () => {
  const provider = { send: 'text-code', check: 'compare-code' };

  test('are called in the place of the built-in ones, and what they save is kept', () => {
    const talk = askedForCode(verifyFlow({ provider }));
    const turn = talk.say('123456');
    expect(lastEffect(turn)).toMatchObject({ type: 'call', api: 'compare-code' });
    const done = talk.api({ ...answerWith(200, { verified: true }), saved: { member: 7 } });
    expect(done.state).toMatchObject({ outcome: 'approved', attributes: { member: 7 } });
  });

  test('give the verdicts that the conditions of the step say', () => {
    const check = [
      { if: { value: '{{ response.body.result }}', is: 'no_match' }, verdict: 'wrong_code' },
      { status: '5xx', verdict: 'expired' },
    ];
    const talk = askedForCode(verifyFlow({ provider: { ...provider, verdicts: { check } } }));
    talk.now += MINUTE;
    talk.say('123456');
    expect(textsOf(talk.api(answerWith(200, { result: 'no_match' })))[0]).toContain('4 tries left');
    talk.say('123456');
    talk.time();
    expect(lastEffect(talk.api(answerWith(502)))).toMatchObject({ type: 'call', api: 'text-code' });
  });

  test('are never taken to have approved by an answer that does not say so', () => {
    const talk = askedForCode(verifyFlow({ provider }));
    for (const body of [{}, { success: true }, { verified: 'true' }, { status: 'ok' }, { verified: 1 }]) {
      talk.say('123456');
      expect(talk.api(answerWith(200, body)).state.outcome).toBeNull();
    }
  });

  test('are those that the checker looks for in the catalogue', () => {
    expect(stepOf(verify, { provider }).calls).toEqual(['text-code', 'compare-code']);
    expect(stepOf(verify, {}).calls).toEqual([]);
  });
});

test('keys that mean nothing together are refused', () => {
  expect(stepOf(verify, { known: true }).problems).toEqual([expect.stringContaining('there is no "phone"')]);
  expect(takes(verify, { on: { gone: 'x' } })).toBe(false);
  expect(takes(verify, { provider: 'other' })).toBe(false);
  expect(takes(verify, { provider: { send: 'a', check: 'b', verdicts: { check: [{ verdict: 'expired' }] } } })).toBe(false);
});

test('an answer that does not say that a code was sent is not taken for one', () => {
  const talk = new Talk(verifyFlow({ phone: '+14155550132' }));
  talk.start();
  expect(textsOf(talk.api({ ...sent(), response: { status: 204, headers: {}, body: '' } }))[0]).toContain('could not send');
});

test('where the provider does not say how long a code works, the step does', () => {
  const provider = { send: 'text-code', check: 'compare-code' };
  const talk = new Talk(verifyFlow({ provider, phone: '+14155550132', pause: '0s', code_life: '3m' }));
  talk.start();
  expect(textsOf(talk.api(answerWith(201)))[0]).toContain('within 3 minutes');
});
