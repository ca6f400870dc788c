import { expect, test } from 'vitest';
import type { Turn } from './turn.ts';
import { flowOf, lastEffect, Talk, textsOf } from '../../test/support/turns.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ASK = { id: 'ask', type: 'capture', save: 'name', prompt: 'Your name?' };
const LATE = { id: 'late', type: 'message', text: 'Another time, then.' };

interface NoReplies {
  readonly own?: object;
  readonly flow?: object;
}

function asked({ own, flow }: NoReplies): { talk: Talk; first: Turn } {
  const head = flow ? { no_reply: flow } : {};
  const ask = own ? { ...ASK, no_reply: own } : ASK;
  const talk = new Talk(flowOf({ ...head, steps: [{ ...ask, next: 'end' }, LATE] }));
  return { talk, first: talk.start() };
}

function timerOf(turn: Turn): number | null {
  const effect = lastEffect(turn);
  return effect?.type === 'timer' && effect.kind === 'no_reply' ? effect.after : null;
}

test('waits 24 hours where nothing is said, and then ends as no_reply without a word', () => {
  const { talk, first } = asked({});
  expect(timerOf(first)).toBe(DAY);
  const turn = talk.time();
  expect(turn.effects).toEqual([{ type: 'end', outcome: 'no_reply' }]);
  expect(turn.trace).toEqual([{ step: 'ask', on: 'no_reply', to: 'end' }]);
  expect(turn.state.outcome).toBe('no_reply');
});

test("waits as long as the flow's no_reply says, and goes to its next", () => {
  const { talk, first } = asked({ flow: { after: '2h', next: 'late' } });
  expect(timerOf(first)).toBe(2 * HOUR);
  const turn = talk.time();
  expect(textsOf(turn)).toEqual(['Another time, then.']);
  expect(turn.state.outcome).toBe('done');
});

test("a capture's own no_reply wins over the flow's", () => {
  const { talk, first } = asked({ own: { after: '1h', next: 'end' }, flow: { after: '2h', next: 'late' } });
  expect(timerOf(first)).toBe(HOUR);
  expect(talk.time().effects).toEqual([{ type: 'end', outcome: 'no_reply' }]);
});

test('says the text of a no_reply with a next, and goes there', () => {
  const { talk } = asked({ own: { after: '1h', text: 'Are you still there?', next: 'late' } });
  expect(textsOf(talk.time())).toEqual(['Are you still there?', 'Another time, then.']);
});

test('reminds once, goes on waiting, and ends after the default', () => {
  const { talk, first } = asked({ own: { after: '5m', text: 'Still there?' } });
  expect(timerOf(first)).toBe(300_000);
  const reminder = talk.time();
  expect(textsOf(reminder)).toEqual(['Still there?']);
  expect(timerOf(reminder)).toBe(DAY);
  expect(reminder.state).toMatchObject({ step: 'ask', waiting: 'message', reminded: true });
  expect(talk.time().effects).toEqual([{ type: 'end', outcome: 'no_reply' }]);
});

test("after a reminder, the flow's own way out is taken", () => {
  const { talk } = asked({ own: { after: '5m', text: 'Still there?' }, flow: { after: '2h', next: 'late' } });
  expect(timerOf(talk.time())).toBe(2 * HOUR);
  expect(textsOf(talk.time())).toEqual(['Another time, then.']);
});

test('a reminder of the flow is said once too', () => {
  const { talk } = asked({ flow: { after: '5m', text: 'Still there?' } });
  expect(textsOf(talk.time())).toEqual(['Still there?']);
  expect(talk.time().effects).toEqual([{ type: 'end', outcome: 'no_reply' }]);
});

test('the answer is taken after the reminder as before it', () => {
  const { talk } = asked({ own: { after: '5m', text: 'Still there?' } });
  talk.time();
  expect(talk.say('Ada').state).toMatchObject({ outcome: 'done', attributes: { name: 'Ada' } });
});

test('a wrong answer after the reminder brings no second reminder', () => {
  const capture = {
    id: 'ask',
    type: 'capture',
    expect: 'number',
    save: 'age',
    prompt: 'Age?',
    no_reply: { after: '5m', text: 'Still there?' },
  };
  const talk = new Talk(flowOf({ steps: [capture] }));
  talk.start();
  talk.time();
  expect(timerOf(talk.say('old'))).toBe(DAY);
  expect(talk.time().state.outcome).toBe('no_reply');
});

test('the next capture reminds again', () => {
  const remind = { after: '5m', text: 'Still there?' };
  const talk = new Talk(
    flowOf({
      no_reply: remind,
      steps: [ASK, { id: 'town', type: 'capture', save: 'town', prompt: 'Your town?' }],
    }),
  );
  talk.start();
  talk.time();
  expect(timerOf(talk.say('Ada'))).toBe(300_000);
  expect(textsOf(talk.time())).toEqual(['Still there?']);
});

test('a reminder that cannot be rendered ends the conversation with on_error, not with an exception', () => {
  const endless = '{% for i in (1..100000000) %}x{% endfor %}';
  const { talk } = asked({ own: { after: '5m', text: endless } });
  const turn = talk.time();
  expect(turn.state.outcome).toBe('error');
  expect(textsOf(turn)).toEqual(['Sorry, something went wrong on our side. Please text us again later.']);
});
