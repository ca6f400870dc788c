import { describe, expect, test } from 'vitest';
import type { Flow } from './flow.ts';
import { MAX_STEPS } from './run.ts';
import { MAX_TURNS } from './transition.ts';
import { answerOf, answerWith, inbound } from '../../test/support/engine.ts';
import { fatesOf, flowOf, lastEffect, Talk, textsOf } from '../../test/support/turns.ts';

const DEFAULT_WORDS = 'Sorry, something went wrong on our side. Please text us again later.';
const ENDLESS = '{% for i in (1..100000000) %}x{% endfor %}';
const CALL = { id: 'call', type: 'api', api: 'crm' };
const AFTER = { id: 'after', type: 'message', text: 'Went on.', next: 'end' };
const FAILED = { id: 'failed', type: 'message', text: 'It failed.', next: 'end' };
const BUSY = { id: 'busy', type: 'message', text: 'Too busy.', next: 'end' };

function calling(step: object, head: object = {}): Talk {
  const flow = flowOf(
    { ...head, steps: [{ ...CALL, ...step }, AFTER, FAILED, BUSY] },
    { crm: { save: { tier: '{{ response.body.tier }}' } } },
  );
  const talk = new Talk(flow);
  talk.start();
  return talk;
}

describe('calls of APIs', () => {
  test('ask the runtime for the call and wait for its answer', () => {
    const talk = new Talk(flowOf({ steps: [CALL] }, { crm: {} }));
    expect(talk.start().effects).toEqual([{ type: 'call', api: 'crm' }]);
    expect(talk.state).toMatchObject({ step: 'call', waiting: 'api' });
  });

  test('save what came back, go on, and trace the exchange', () => {
    const turn = calling({}).api(answerOf({ saved: { tier: 'gold' }, missing: ['name'] }));
    expect(textsOf(turn)).toEqual(['Went on.']);
    expect(turn.state.attributes).toEqual({ tier: 'gold' });
    expect(turn.trace[0]).toEqual({
      step: 'call',
      on: 'api',
      set: { tier: 'gold' },
      to: 'after',
      call: {
        ok: true,
        api: 'crm',
        method: 'POST',
        url: 'https://api.example.com/',
        request: null,
        status: 200,
        response: '{}',
        attempts: 1,
        ms: 12,
        missing: ['name'],
      },
    });
  });

  test.each([
    [429, 'Too busy.'],
    [503, 'It failed.'],
    [200, 'Went on.'],
  ])('go by the status %d', (status, text) => {
    const step = {
      outcomes: [
        { status: 429, next: 'busy' },
        { status: '5xx', next: 'failed' },
      ],
    };
    expect(textsOf(calling(step).api(answerWith(status)))).toEqual([text]);
  });

  test('that fail without a matching outcome go to on_error, and the trace says why', () => {
    const turn = calling({ on_error: 'failed' }).api(answerWith(500));
    expect(textsOf(turn)).toEqual(['It failed.']);
    expect(turn.trace[0]).toMatchObject({
      to: 'failed',
      note: 'status',
      call: { ok: false, failure: 'status', reason: 'HTTP 500' },
    });
  });

  test('that fail with on_error "end" end with outcome error', () => {
    expect(calling({ on_error: 'end' }).api(answerWith(500)).effects).toEqual([{ type: 'end', outcome: 'error' }]);
  });

  test("that fail without on_error say the flow's on_error and end with outcome error", () => {
    const turn = calling({}, { on_error: { text: 'Out of order.' } }).api(answerWith(500));
    expect(textsOf(turn)).toEqual(['Out of order.']);
    expect(lastEffect(turn)).toEqual({ type: 'end', outcome: 'error' });
    expect(turn.trace.at(-1)).toMatchObject({ step: 'call', on: 'api', outcome: 'error', call: { ok: false } });
  });
});

describe('what cannot go on', () => {
  test('says a default where the flow has no on_error', () => {
    expect(textsOf(calling({}).api(answerWith(500)))).toEqual([DEFAULT_WORDS]);
  });

  test('a step that throws ends its conversation, with a record', () => {
    const turn = new Talk(flowOf({ steps: [{ id: 'loop', type: 'message', text: ENDLESS }] })).start();
    expect(textsOf(turn)).toEqual([DEFAULT_WORDS]);
    expect(turn.trace).toEqual([expect.objectContaining({ step: 'loop', on: 'entered', outcome: 'error' })]);
    expect(turn.trace[0]?.note).toContain('The step threw');
  });

  test('an on_error that cannot be rendered gives way to the default', () => {
    const turn = calling({}, { on_error: { text: ENDLESS } }).api(answerWith(500));
    expect(textsOf(turn)).toEqual([DEFAULT_WORDS]);
    expect(lastEffect(turn)).toEqual({ type: 'end', outcome: 'error' });
  });

  test('a step that is gone ends the conversation, and hides the message nobody can judge', () => {
    const flow = flowOf({ steps: [{ id: 'ask', type: 'capture', prompt: 'Name?' }] });
    const talk = new Talk(flow);
    talk.start();
    talk.state = { ...talk.state, step: 'gone' };
    const turn = talk.say('482913');
    expect(turn.state.outcome).toBe('error');
    expect(turn.read).toEqual([{ message: inbound('482913'), as: 'not_used', hides: 'all' }]);
  });

  test('a target that is gone ends the conversation', () => {
    const flow = flowOf({
      steps: [
        { id: 'one', type: 'message', text: 'One.', next: 'two' },
        { ...AFTER, id: 'two' },
      ],
    });
    const torn: Flow = { ...flow, steps: new Map([...flow.steps].slice(0, 1)) };
    const turn = new Talk(torn).start();
    expect(textsOf(turn)).toEqual(['One.', DEFAULT_WORDS]);
    expect(turn.trace.at(-1)?.note).toBe('There is no step "two" in this version of the flow.');
  });
});

describe('bounds', () => {
  const steps = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `s${index}`, type: 'set', attributes: { count: index } }));

  test('a turn of 100 steps is made whole', () => {
    const turn = new Talk(flowOf({ steps: steps(MAX_STEPS) })).start();
    expect(turn.state).toMatchObject({ outcome: 'done', attributes: { count: 99 } });
  });

  test('the 101st step of a turn is not made: on_error is said and the record names the bound', () => {
    const turn = new Talk(flowOf({ steps: steps(MAX_STEPS + 1) })).start();
    expect(turn.state).toMatchObject({ outcome: 'error', attributes: { count: 99 } });
    expect(textsOf(turn)).toEqual([DEFAULT_WORDS]);
    expect(turn.trace.at(-1)).toMatchObject({ step: 's100', on: 'limit', outcome: 'error' });
  });

  const forEver = flowOf({ steps: [{ id: 'ask', type: 'capture', expect: 'code', prompt: 'The code?', next: 'ask' }] });

  test('the 1,000th turn is made, the 1,001st ends the conversation', () => {
    const talk = new Talk(forEver);
    talk.start();
    talk.state = { ...talk.state, turns: MAX_TURNS - 1 };
    expect(talk.say('123456').state).toMatchObject({ turns: MAX_TURNS, waiting: 'message' });
    const turn = talk.say('123456');
    expect(turn.state).toMatchObject({ waiting: null, outcome: 'error' });
    expect(textsOf(turn)).toEqual([DEFAULT_WORDS]);
    expect(turn.trace).toEqual([{ step: null, on: 'limit', note: 'The conversation passed 1000 turns.', outcome: 'error' }]);
  });

  test('a code that comes past the bound is not used and hidden as every code', () => {
    const talk = new Talk(forEver);
    talk.start();
    talk.state = { ...talk.state, turns: MAX_TURNS };
    const turn = talk.say('123456');
    expect(fatesOf(turn)).toEqual([['123456', 'not_used']]);
    expect(turn.read[0]?.hides).toBe('digits');
  });
});

describe('giving up', () => {
  const capture = { id: 'age', type: 'capture', expect: 'number', save: 'age', prompt: 'Age?', retry: 'A number.' };

  test('comes with the third wrong answer and outcome gave_up', () => {
    const talk = new Talk(flowOf({ steps: [capture] }));
    talk.start();
    expect(textsOf(talk.say('a'))).toEqual(['A number.']);
    expect(textsOf(talk.say('b'))).toEqual(['A number.']);
    const turn = talk.say('c');
    expect(turn.effects).toEqual([{ type: 'end', outcome: 'gave_up' }]);
    expect(turn.trace).toEqual([{ step: 'age', on: 'message', note: 'gave up: no number', to: 'end', exit: 'on_give_up' }]);
  });

  test('goes to on_give_up where there is one, after max_tries wrong answers', () => {
    const talk = new Talk(flowOf({ steps: [{ ...capture, max_tries: 1, on_give_up: 'failed', next: 'end' }, FAILED] }));
    talk.start();
    expect(textsOf(talk.say('a'))).toEqual(['It failed.']);
    expect(talk.state.outcome).toBe('done');
  });
});
