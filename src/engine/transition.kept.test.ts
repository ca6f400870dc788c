import { expect, test } from 'vitest';
import { inbound } from '../../test/support/engine.ts';
import { fatesOf, flowOf, Talk, textsOf } from '../../test/support/turns.ts';

const CODE_AFTER_PAUSE = flowOf({
  commands: [{ keywords: ['resend'], next: 'sent' }],
  steps: [
    { id: 'sent', type: 'message', text: 'Sent.' },
    { id: 'pause', type: 'delay', for: '5s' },
    { id: 'code', type: 'capture', expect: 'code', save: 'code', prompt: 'The code?', max_tries: 2 },
    { id: 'rest', type: 'delay', for: '1s' },
    { id: 'name', type: 'capture', save: 'name', prompt: 'Your name?' },
  ],
});

function paused(): Talk {
  const talk = new Talk(CODE_AFTER_PAUSE);
  talk.start();
  return talk;
}

test('a kept message that fits answers, and the prompt is not said', () => {
  const turn = paused().time(['123456']);
  expect(textsOf(turn)).toEqual([]);
  expect(turn.state).toMatchObject({ step: 'rest', attributes: { code: '123456' } });
  expect(fatesOf(turn)).toEqual([['123456', 'used']]);
  expect(turn.unread).toEqual([]);
});

test('the first kept message that fits answers; those before it are not used, those after it stay', () => {
  const turn = paused().time(['ok', 'my code is 111111', '222222']);
  expect(turn.state).toMatchObject({ step: 'rest', attributes: { code: '111111' } });
  expect(fatesOf(turn)).toEqual([
    ['ok', 'not_used'],
    ['my code is 111111', 'used'],
  ]);
  expect(turn.unread).toEqual([inbound('222222')]);
});

test('kept messages that do not fit say nothing and cost no try; then the prompt is said', () => {
  const talk = paused();
  const turn = talk.time(['ok', 'thanks', '12']);
  expect(textsOf(turn)).toEqual(['The code?']);
  expect(fatesOf(turn).map(([, as]) => as)).toEqual(['not_used', 'not_used', 'not_used']);
  expect(talk.say('12').state.waiting).toBe('message');
  expect(talk.say('12').state.outcome).toBe('gave_up');
});

test('a text capture takes no kept message, and says its prompt', () => {
  const talk = paused();
  const first = talk.time(['123456', 'ok thanks']);
  const turn = talk.time(first.unread);
  expect(textsOf(turn)).toEqual(['Your name?']);
  expect(turn.state).toMatchObject({ step: 'name', attributes: { code: '123456' } });
  expect(fatesOf(turn)).toEqual([['ok thanks', 'not_used']]);
});

test('a text capture with "early" takes one', () => {
  const flow = flowOf({
    steps: [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'name', type: 'capture', early: true, save: 'name', prompt: 'Your name?' },
      { id: 'town', type: 'capture', early: true, save: 'town', prompt: 'Your town?' },
      { id: 'bye', type: 'message', text: '{{ name }} of {{ town }}.' },
    ],
  });
  const talk = new Talk(flow);
  talk.start();
  const turn = talk.time(['Ada', 'Turin', 'and so on']);
  expect(textsOf(turn)).toEqual(['Ada of Turin.']);
  expect(fatesOf(turn)).toEqual([
    ['Ada', 'used'],
    ['Turin', 'used'],
  ]);
  expect(turn.unread).toEqual([inbound('and so on')]);
});

test('a command among the kept messages is followed, and the prompt is not said', () => {
  const talk = paused();
  const turn = talk.time(['hm', 'Resend!', '123456']);
  expect(textsOf(turn)).toEqual(['Sent.']);
  expect(turn.state).toMatchObject({ step: 'pause', waiting: 'time' });
  expect(fatesOf(turn)).toEqual([
    ['hm', 'not_used'],
    ['Resend!', 'used'],
  ]);
  expect(turn.unread).toEqual([inbound('123456')]);
  expect(talk.time(turn.unread).state.attributes).toEqual({ code: '123456' });
});

test('a pause leaves kept messages alone', () => {
  const flow = flowOf({
    steps: [
      { id: 'one', type: 'delay', for: '5s' },
      { id: 'two', type: 'delay', for: '5s' },
      { id: 'code', type: 'capture', expect: 'code', save: 'code', prompt: 'The code?' },
    ],
  });
  const talk = new Talk(flow);
  talk.start();
  const turn = talk.time(['123456']);
  expect(turn).toMatchObject({ read: [], unread: [inbound('123456')] });
  expect(talk.time(['123456']).state.outcome).toBe('done');
});

test('messages left over when the conversation ends are handed back unread', () => {
  const flow = flowOf({
    steps: [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'bye', type: 'message', text: 'Bye.' },
    ],
  });
  const talk = new Talk(flow);
  talk.start();
  expect(talk.time(['hi', 'hello'])).toMatchObject({ read: [], unread: [inbound('hi'), inbound('hello')] });
});

test('a kept message that does not fit is no message for templates', () => {
  const flow = flowOf({
    steps: [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'code', type: 'capture', expect: 'code', save: 'code', prompt: 'You wrote {{ message.text }}. The code?' },
      { id: 'echo', type: 'message', text: 'Now {{ message.text }}.' },
    ],
  });
  const talk = new Talk(flow);
  talk.start('hi');
  expect(textsOf(talk.time(['nonsense']))).toEqual(['You wrote hi. The code?']);
  expect(talk.state.message?.text).toBe('hi');
});
