import { expect, test } from 'vitest';
import { answerOf } from '../../test/support/engine.ts';
import { fatesOf, flowOf, lastEffect, Talk, textsOf } from '../../test/support/turns.ts';
import { statusOf } from './state.ts';

const HOUR = 3_600_000;
const HANDOFF = { id: 'help', type: 'handoff', text: 'A person will reply.' };
const ASK = {
  id: 'ask',
  type: 'capture',
  expect: 'number',
  prompt: 'How many?',
  save: 'n',
  no_reply: { after: '1h', next: 'end' },
};
const DONE = { id: 'done', type: 'message', text: 'Done.' };
const TIMER = (after: number) => ({ type: 'timer', kind: 'delay', after });

function begun(...steps: object[]): Talk {
  const talk = new Talk(flowOf({ attributes: { n: {} }, steps }));
  talk.start();
  return talk;
}

test('a step hands over, for 12 hours or as long as it says', () => {
  const talk = new Talk(flowOf({ steps: [HANDOFF, DONE] }));
  const turn = talk.start();
  expect(textsOf(turn)).toEqual(['A person will reply.']);
  expect(lastEffect(turn)).toEqual(TIMER(12 * HOUR));
  expect(statusOf(turn.state)).toBe('handed_off');
  expect(lastEffect(new Talk(flowOf({ steps: [{ ...HANDOFF, resume_after: '2h' }] })).start())).toEqual(TIMER(2 * HOUR));
});

test.each([
  ['its time is over', (talk: Talk) => talk.time(), 'time'],
  ['it is taken back', (talk: Talk) => talk.turn({ type: 'taken_back' }), 'taken_back'],
])('the flow goes on when %s', (_, happens, on) => {
  const turn = happens(begun(HANDOFF, DONE));
  expect(textsOf(turn)).toEqual(['Done.']);
  expect(turn.trace[0]).toMatchObject({ step: 'help', on, to: 'done' });
});

test('what is said meanwhile is not used and moves nothing', () => {
  const talk = begun(HANDOFF, DONE);
  const turn = talk.say('hello?');
  expect(fatesOf(turn)).toEqual([['hello?', 'not_used']]);
  expect(turn.effects).toEqual([TIMER(12 * HOUR)]);
  expect(talk.api(answerOf()).effects).toEqual([TIMER(12 * HOUR)]);
});

test('a question that is taken over waits as before when it is taken back, its wrong answers remembered', () => {
  const talk = begun({ ...ASK, max_tries: 2 }, DONE);
  talk.say('none');
  expect(lastEffect(talk.turn({ type: 'taken_over' }))).toEqual(TIMER(12 * HOUR));
  const back = talk.turn({ type: 'taken_back' });
  expect(back.effects).toEqual([{ type: 'timer', kind: 'no_reply', after: HOUR }]);
  expect(talk.say('none').state.outcome).toBe('gave_up');
});

test('a pause that is taken over is over when it is taken back', () => {
  const talk = begun({ id: 'pause', type: 'delay', for: '1h' }, DONE);
  talk.turn({ type: 'taken_over' });
  expect(textsOf(talk.turn({ type: 'taken_back' }))).toEqual(['Done.']);
});

test('a conversation in a subflow can be taken over and back', () => {
  const run = { id: 'run', type: 'flow', flow: 'inner' };
  const talk = new Talk(flowOf({ attributes: { n: {} }, steps: [run, DONE] }, {}, { inner: { steps: [ASK] } }));
  talk.start();
  expect(talk.turn({ type: 'taken_over' }).trace).toEqual([{ step: 'inner/ask', on: 'taken_over', waits: 'person' }]);
  talk.turn({ type: 'taken_back' });
  expect(textsOf(talk.say('5'))).toEqual(['Done.']);
});

test('closing ends it as closed, without a word', () => {
  expect(begun(ASK).turn({ type: 'closed' }).effects).toEqual([{ type: 'end', outcome: 'closed' }]);
  expect(begun(HANDOFF).turn({ type: 'closed' }).state).toMatchObject({ waiting: null, handover: null, outcome: 'closed' });
});
