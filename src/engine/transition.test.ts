import { expect, test } from 'vitest';
import { inbound } from '../../test/support/engine.ts';
import { fatesOf, flowOf, lastEffect, Talk, textsOf } from '../../test/support/turns.ts';

const ASK_TWICE = flowOf({
  steps: [
    { id: 'hello', type: 'message', text: 'Welcome.' },
    { id: 'name', type: 'capture', save: 'name', prompt: 'Your name?' },
    { id: 'town', type: 'capture', save: 'town', prompt: 'Which town, {{ name }}?' },
    { id: 'bye', type: 'message', text: '{{ name }} of {{ town }}, thank you.' },
  ],
});

test('begins with the first step, and the message that chose the flow answers nothing', () => {
  const turn = new Talk(ASK_TWICE).start('hi');
  expect(turn.effects).toEqual([
    { type: 'say', text: 'Welcome.', shown: 'Welcome.', media: [] },
    { type: 'say', text: 'Your name?', shown: 'Your name?', media: [] },
    { type: 'timer', kind: 'no_reply', after: 24 * 3_600_000 },
  ]);
  expect(turn.state).toMatchObject({ step: 'name', waiting: 'message', attributes: {}, turns: 1 });
  expect(turn.read).toEqual([]);
});

test('one message never feeds two captures', () => {
  const talk = new Talk(ASK_TWICE);
  talk.start();
  const turn = talk.say('Ada');
  expect(textsOf(turn)).toEqual(['Which town, Ada?']);
  expect(turn.state).toMatchObject({ step: 'town', attributes: { name: 'Ada' } });
  expect(fatesOf(turn)).toEqual([['Ada', 'used']]);
});

test('runs off the last step into the end with outcome done', () => {
  const talk = new Talk(ASK_TWICE);
  talk.start();
  talk.say('Ada');
  const turn = talk.say('Turin');
  expect(textsOf(turn)).toEqual(['Ada of Turin, thank you.']);
  expect(lastEffect(turn)).toEqual({ type: 'end', outcome: 'done' });
  expect(turn.state).toMatchObject({ step: null, waiting: null, memory: {}, outcome: 'done' });
});

test('goes to "next" instead of the step written after', () => {
  const flow = flowOf({
    steps: [
      { id: 'one', type: 'message', text: 'one', next: 'three' },
      { id: 'two', type: 'message', text: 'two', next: 'end' },
      { id: 'three', type: 'message', text: 'three', next: 'two' },
    ],
  });
  expect(textsOf(new Talk(flow).start())).toEqual(['one', 'three', 'two']);
});

test('waits for time by a timer, and goes on when it fires', () => {
  const flow = flowOf({
    steps: [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'bye', type: 'message', text: 'Bye.' },
    ],
  });
  const talk = new Talk(flow);
  expect(talk.start().effects).toEqual([{ type: 'timer', kind: 'delay', after: 5000 }]);
  expect(talk.state).toMatchObject({ step: 'pause', waiting: 'time' });
  expect(textsOf(talk.time())).toEqual(['Bye.']);
});

test('counts wrong answers over turns, and anew when the step is entered again', () => {
  const flow = flowOf({
    commands: [{ keywords: ['again'], next: 'age' }],
    steps: [{ id: 'age', type: 'capture', expect: 'number', save: 'age', prompt: 'Age?', retry: 'A number.', max_tries: 2 }],
  });
  const talk = new Talk(flow);
  talk.start();
  expect(textsOf(talk.say('old'))).toEqual(['A number.']);
  expect(textsOf(talk.say('again'))).toEqual(['Age?']);
  expect(textsOf(talk.say('older'))).toEqual(['A number.']);
  expect(lastEffect(talk.say('oldest'))).toEqual({ type: 'end', outcome: 'gave_up' });
});

test('says nothing for a text that renders empty', () => {
  const flow = flowOf({
    attributes: { name: {} },
    steps: [
      { id: 'maybe', type: 'message', text: '{% if name %}Hello {{ name }}.{% endif %}' },
      { id: 'bye', type: 'message', text: 'Bye.' },
    ],
  });
  expect(textsOf(new Talk(flow).start())).toEqual(['Bye.']);
  expect(textsOf(new Talk(flow, { attributes: { name: 'Ada' } }).start())).toEqual(['Hello Ada.', 'Bye.']);
});

test('lets templates read the last message, and keeps it between turns for flows that do', () => {
  const flow = flowOf({
    steps: [
      { id: 'echo', type: 'message', text: 'You wrote {{ message.text }}.' },
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'later', type: 'message', text: 'Still {{ message.text }}.' },
    ],
  });
  const talk = new Talk(flow);
  expect(textsOf(talk.start('good day'))).toEqual(['You wrote good day.']);
  expect(textsOf(talk.time())).toEqual(['Still good day.']);
});

test('keeps no message in the state of a flow that reads none', () => {
  const talk = new Talk(ASK_TWICE);
  expect(talk.start('hi').state.message).toBeNull();
  expect(talk.say('Ada').state.message).toBeNull();
});

test('begins without a message when the chat is started from outside', () => {
  const flow = flowOf({ steps: [{ id: 'hello', type: 'message', text: 'Hello{{ message.text }}.' }] });
  expect(textsOf(new Talk(flow).turn({ type: 'started', message: null }))).toEqual(['Hello.']);
});

test('traces each step with what it was told and where it went', () => {
  const talk = new Talk(ASK_TWICE);
  expect(talk.start().trace).toEqual([
    { step: 'hello', on: 'entered', to: 'name' },
    { step: 'name', on: 'entered', waits: 'message' },
  ]);
  talk.say('Ada');
  expect(talk.say(inbound('Turin')).trace).toEqual([
    { step: 'town', on: 'message', set: { town: 'Turin' }, to: 'bye' },
    { step: 'bye', on: 'entered', to: 'end' },
  ]);
});
