import { expect, test } from 'vitest';
import { lastEffect, Talk, textsOf } from '../../../test/support/turns.ts';
import { askedForCode, checked, refused, sent, UNREACHABLE, verifyFlow } from '../../../test/support/verification.ts';

const DAY = 24 * 3_600_000;

function begin(keys: object = {}, options: ConstructorParameters<typeof Talk>[1] = {}): Talk {
  const talk = new Talk(verifyFlow(keys), { country: 'US', ...options });
  talk.start();
  return talk;
}

test('asks for the number, sends, pauses, asks for the code, checks it, and says that it is right', () => {
  const talk = new Talk(verifyFlow(), { country: 'US' });
  expect(textsOf(talk.start())).toEqual([
    "Acme: let's check your number. Reply 1 to use this phone, or type another mobile number with its country code, like +1 415 555 0132.",
  ]);
  expect(lastEffect(talk.say('415 555 0132'))).toMatchObject({ type: 'call', api: 'builtin:send' });
  expect(lastEffect(talk.api(sent()))).toEqual({ type: 'timer', kind: 'delay', after: 5_000 });
  expect(textsOf(talk.time())).toEqual([
    'We texted a 6-digit code to 415 555 0132. Type it here within 10 minutes. No text? Reply RESEND. Wrong number? Reply CHANGE.',
  ]);
  expect(lastEffect(talk.say('my code is 123-456'))).toMatchObject({ type: 'call', api: 'builtin:check' });
  expect(talk.state.attributes).toMatchObject({ phone: '+14155550132', user_otp: '123456' });
  const done = talk.api(checked('approved'));
  expect(textsOf(done)).toEqual(['Thank you. Your number is confirmed and you are signed in to Acme.']);
  expect(done.effects).toContainEqual({ type: 'claim', phone: '+14155550132', method: 'builtin', trust: 30 * DAY });
  expect(done.state).toMatchObject({ outcome: 'approved', attributes: { user_otp: null, system_otp: null } });
});

test('takes 1 for the number the person texts from, and says in the trace how little that proves', () => {
  const talk = begin();
  const turn = talk.say('1.');
  expect(talk.state.attributes['phone']).toBe('+14155550100');
  expect(turn.trace.at(-1)?.note).toContain('the number the person texts from');
  expect(begin().say('+1 415 555 0132').trace.at(-1)?.note).toBeUndefined();
});

test('has no number to offer on WhatsApp, whose addresses need not be numbers', () => {
  const talk = new Talk(verifyFlow(), { contact: { channel: 'whatsapp', address: 'someone' } });
  expect(textsOf(talk.start())[0]).toMatch(/^What mobile number should we text\?/);
  expect(textsOf(talk.say('1'))[0]).not.toContain('reply 1');
});

test.each([
  ['hello', 'We could not see a phone number there.'],
  ['+1 415 55', 'That number looks too short.'],
  ['+1 415 555 0132 99', 'That number looks too long.'],
  ['+999 415 555 0132', 'We do not recognise that country code.'],
  ['+44 20 7946 0958', 'We cannot text +44 20 7946 0958. It may be a landline.'],
  ['+1 415 555 0132 or +1 415 555 0177', 'We saw more than one number.'],
])('tells what is wrong with the number "%s", and calls nobody', (typed, said) => {
  const turn = begin().say(typed);
  expect(textsOf(turn)[0]).toContain(said);
  expect(turn.effects.map((effect) => effect.type)).toEqual(['say', 'timer']);
});

test('sends at once to a number that the flow gives, and asks for another where it is none', () => {
  const flow = (phone: string) => new Talk(verifyFlow({ phone }), { country: 'US' });
  const talk = flow('415 555 0132');
  expect(lastEffect(talk.start())).toMatchObject({ type: 'call', api: 'builtin:send' });
  expect(textsOf(flow('nothing').start())[0]).toContain('We could not see a phone number there.');
});

test('never shows a known number in full, and does not let it be changed', () => {
  const talk = new Talk(verifyFlow({ phone: '+14155550132', known: true, pause: '0s' }));
  talk.start();
  const asked = textsOf(talk.api(sent()));
  expect(asked[0]).toContain('to your number ending 132.');
  expect(textsOf(talk.say('change'))[0]).toContain('Please type the 6-digit code');
  expect(talk.state.attributes['phone']).toBe('+14155550132');
});

test.each([
  [refused(400, 'bad_number'), 'We cannot text 415 555 0132.'],
  [refused(403, 'not_allowed'), 'Sorry, we cannot send codes to that country yet.'],
])('asks for another number where the provider refuses this one', (answer, said) => {
  const talk = begin();
  talk.say('415 555 0132');
  expect(textsOf(talk.api(answer))[0]).toContain(said);
  expect(lastEffect(talk.say('+1 415 555 0177'))).toMatchObject({ type: 'call', api: 'builtin:send' });
});

test.each([
  ['+1 415 555 0000', '+1 415 555 0000'],
  ['911', '911'],
  ['call 112 now', '112'],
])('sends no code to our own number, nor to where help is called: %s', (typed, shown) => {
  const talk = begin();
  const refusal = talk.say(typed);
  expect(textsOf(refusal)[0]).toContain(`We cannot text ${shown}.`);
  expect(lastEffect(refusal)).toMatchObject({ type: 'timer' });
});

test('says that no code could be sent, and sends one when the person asks again', () => {
  const talk = begin();
  talk.say('415 555 0132');
  expect(textsOf(talk.api(UNREACHABLE))[0]).toContain('Sorry, we could not send a code just now.');
  expect(lastEffect(talk.say('resend'))).toMatchObject({ type: 'call', api: 'builtin:send' });
});

test('a code of another number proves nothing about the number it was changed to', () => {
  const talk = askedForCode();
  talk.say('CHANGE');
  talk.say('+1 415 555 0177');
  expect(talk.state.attributes).toMatchObject({ phone: '+14155550177', system_otp: null });
  talk.api(UNREACHABLE);
  expect(lastEffect(talk.say('123456'))).toMatchObject({ type: 'call', api: 'builtin:send' });
});

test('offers the language of the number once, and goes on in it', () => {
  const talk = new Talk(verifyFlow(), { contact: { address: '+34612345678' } });
  const hello = talk.start();
  expect(textsOf(hello)[1]).toBe('Para seguir en español, responde ES.');
  const turn = talk.say('es');
  expect(textsOf(turn)[0]).toContain('confirmemos tu celular');
  expect(talk.state.attributes).toMatchObject({ language: 'es', verify_language_offered: true });
});

test('says the words of the flow in place of its own, in the languages that the flow has', () => {
  const wording = { ask_phone_new: { es: '¿Número?' }, success: 'Welcome to {{ brand }}, {{ phone }}.', exit: '' };
  const flow = verifyFlow({}, { wording });
  const talk = askedForCode(flow);
  talk.say('123456');
  expect(textsOf(talk.api(checked('approved')))).toEqual(['Welcome to Acme, +14155550132.']);
  const english = new Talk(flow, { contact: { channel: 'whatsapp' } });
  expect(textsOf(english.start())[0]).toMatch(/^What mobile number/);
  expect(textsOf(english.say('exit'))).toEqual([]);
  const spanish = new Talk(flow, { contact: { channel: 'whatsapp', language: 'es' } });
  expect(textsOf(spanish.start())).toEqual(['¿Número?']);
});
