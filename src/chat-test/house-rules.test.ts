import { expect, test } from 'vitest';
import { NEW_CONVERSATION } from '../engine/state.ts';
import type { SaidText } from './happening.ts';
import { standInSecret, textBreach, turnBreach } from './house-rules.ts';

const said = (text: string, isOwn = false): SaidText => ({ kind: 'bot', text, shown: text, media: [], buttons: [], isOwn });
const about = {
  conversation: {
    flow: 'talk',
    state: { ...NEW_CONVERSATION, attributes: { pin: '4711', short: 'ab', open: '12345' } },
    secrets: new Set(['pin', 'short', 'constructor']),
  },
  channel: 'sms' as const,
  optedOut: false,
};

test('a text may not hold the value of a secret attribute, however it is wrapped', () => {
  expect(textBreach(said('It is 4711.'), about)).toMatch(/"pin", which is secret/);
  expect(textBreach(said('about 12345'), about)).toBeNull();
  expect(textBreach(said('abba'), about)).toBeNull();
});

test('nor what was secret when it was said, a part of a secret object, or a secret in the address of a picture', () => {
  expect(textBreach({ ...said('It is 999.'), shown: 'It is •••.' }, about)).toMatch(/holds a secret value/);
  const profile = { ...about.conversation, state: { ...NEW_CONVERSATION, attributes: { pin: { token: 'abc9' } } } };
  expect(textBreach(said('It is abc9.'), { ...about, conversation: profile })).toMatch(/"pin", which is secret/);
  const picture = { ...said('Look.'), media: ['https://example.com/4711.png'] };
  expect(textBreach(picture, about)).toMatch(/"pin", which is secret/);
});

test('a text may not hold the value of a secret setting', () => {
  expect(textBreach(said(`Bearer ${standInSecret('SHOP_KEY')}`), about)).toMatch(/SECRET_SHOP_KEY/);
});

test('after an opt-out only the server itself may say something', () => {
  const optedOut = { ...about, optedOut: true };
  expect(textBreach(said('Hello?'), optedOut)).toMatch(/opted out/);
  expect(textBreach(said('You are unsubscribed.', true), optedOut)).toBeNull();
});

test('neither the trace nor the transcript of a turn may show a secret', () => {
  const { state, secrets } = about.conversation;
  const conversation = { id: 1, revision: 1, flow: 'talk', version: 'v', state, secrets };
  const turn = (shown: string, note: string) =>
    turnBreach({ conversation, trace: [{ step: 'a', on: 'entered', note }], say: [{ shown }], message: null });
  expect(turn('••••', 'fine')).toBeNull();
  expect(turn('It is 4711.', 'fine')).toMatch(/"pin"/);
  expect(turn('fine', 'took 4711')).toMatch(/The trace or the transcript/);
});
