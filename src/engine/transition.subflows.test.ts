import { expect, test } from 'vitest';
import { answerOf, answerWith } from '../../test/support/engine.ts';
import { flowOf, lastEffect, Talk, textsOf } from '../../test/support/turns.ts';

type Json = Readonly<Record<string, unknown>>;

const ASK = { id: 'ask', type: 'capture', prompt: 'Number?', expect: 'number', save: 'n', max_tries: 1 };
const RUN = { id: 'run', type: 'flow', flow: 'inner' };
const AFTER = { id: 'after', type: 'message', text: 'Back with {{ n }}.' };
const CAUGHT = { id: 'caught', type: 'message', text: 'Caught.' };
const CRM = { crm: { save: { n: '{{ response.body.n }}' } } };

/** A flow that runs `inner` at its first step. */
function talkWith(inner: Json, outer: Json = {}, steps: readonly Json[] = [RUN, AFTER, { ...CAUGHT, next: 'end' }]): Talk {
  return new Talk(flowOf({ attributes: { n: {} }, steps, ...outer }, CRM, { inner }));
}

const entriesOf = (turn: ReturnType<Talk['start']>) => turn.trace.map(({ step, on, to, outcome }) => [step, on, to ?? outcome]);

test('a flow that is run shares its attributes, and the caller goes on when it has ended', () => {
  const talk = talkWith({ steps: [{ ...ASK, prompt: '{{ n }}?' }] });
  talk.state = { ...talk.state, attributes: { n: 7 } };
  expect(textsOf(talk.start())).toEqual(['7?']);
  expect(talk.state).toMatchObject({ step: 'ask', calls: ['run'] });
  const turn = talk.say('12');
  expect(textsOf(turn)).toEqual(['Back with 12.', 'Caught.']);
  expect(talk.state).toMatchObject({ outcome: 'done', calls: [] });
});

test('in the trace its steps are written with its name', () => {
  const talk = talkWith({ steps: [ASK, { id: 'bye', type: 'end', outcome: 'sold' }] });
  expect(entriesOf(talk.start())).toEqual([
    ['run', 'entered', undefined],
    ['inner/ask', 'entered', undefined],
  ]);
  expect(entriesOf(talk.say('12')).slice(0, 3)).toEqual([
    ['inner/ask', 'message', 'inner/bye'],
    ['inner/bye', 'entered', 'sold'],
    ['run', 'returned', 'after'],
  ]);
});

test('each outcome leads where the caller says, the others to its next', () => {
  const inner = { steps: [{ id: 'bye', type: 'end', outcome: 'sold' }] };
  const lead = (outcomes: Json) => textsOf(talkWith(inner, {}, [{ ...RUN, outcomes }, AFTER, CAUGHT]).start());
  expect(lead({ sold: 'caught' })).toEqual(['Caught.']);
  expect(lead({ other: 'caught' })).toEqual(['Back with .', 'Caught.']);
});

test('an outcome that leads to the end is the outcome of the caller', () => {
  const inner = { steps: [{ id: 'bye', type: 'end', outcome: 'sold' }] };
  const talk = talkWith(inner, {}, [{ ...RUN, outcomes: { sold: 'end' } }, AFTER]);
  expect(lastEffect(talk.start())).toEqual({ type: 'end', outcome: 'sold' });
});

test.each([
  ['gave_up', (talk: Talk) => talk.say('none')],
  ['no_reply', (talk: Talk) => talk.time()],
  ['error', (talk: Talk) => talk.api(answerWith(500))],
])('%s ends the caller too, unless it has a way for it', (outcome, happens) => {
  const inner = { steps: [outcome === 'error' ? { id: 'call', type: 'api', api: 'crm' } : ASK] };
  const plain = talkWith(inner);
  plain.start();
  happens(plain);
  expect(plain.state.outcome).toBe(outcome);
  const caught = talkWith(inner, {}, [{ ...RUN, outcomes: { [outcome]: 'caught' } }, AFTER, CAUGHT]);
  caught.start();
  expect(textsOf(happens(caught))).toEqual(['Caught.']);
  expect(caught.state.outcome).toBe('done');
});

test('a failure says the on_error of the flow it happened in, else that of the nearest caller', () => {
  const call = { steps: [{ id: 'call', type: 'api', api: 'crm' }] };
  const said = (inner: Json) => {
    const talk = talkWith(inner, { on_error: { text: 'Outer is sorry.' } });
    talk.start();
    return textsOf(talk.api(answerWith(500)));
  };
  expect(said({ ...call, on_error: { text: 'Inner is sorry.' } })).toEqual(['Inner is sorry.']);
  expect(said(call)).toEqual(['Outer is sorry.']);
});

test('commands and no_reply are those of the flow that runs, and a command may end it', () => {
  const inner = { commands: [{ keywords: ['leave'], next: 'end' }], no_reply: { after: '5m', next: 'end' }, steps: [ASK] };
  const talk = talkWith(inner, { commands: [{ keywords: ['menu'], next: 'caught' }], no_reply: { after: '1h', next: 'caught' } });
  expect(lastEffect(talk.start())).toEqual({ type: 'timer', kind: 'no_reply', after: 300_000 });
  expect(textsOf(talk.say('leave'))).toEqual(['Back with .', 'Caught.']);
  const other = talkWith(inner, { commands: [{ keywords: ['menu'], next: 'caught' }] });
  other.start();
  expect(other.say('menu').state.outcome).toBe('gave_up');
});

test('a flow can run one that runs another, and all steps count towards the bound of a turn', () => {
  const middle = { steps: [{ id: 'deep', type: 'flow', flow: 'leaf' }] };
  const leaf = { steps: [ASK] };
  const loop = { id: 'again', type: 'set', attributes: { n: 1 }, next: 'run' };
  const spin = { id: 'spin', type: 'set', attributes: { n: 1 } };
  const talk = new Talk(flowOf({ attributes: { n: {} }, steps: [RUN, AFTER] }, {}, { inner: middle, leaf }));
  talk.start();
  expect(talk.state.calls).toEqual(['run', 'deep']);
  expect(textsOf(talk.say('12'))).toEqual(['Back with 12.']);
  const spinning = new Talk(flowOf({ attributes: { n: {} }, steps: [RUN, loop] }, {}, { inner: { steps: [spin] } }));
  expect(spinning.start().state.outcome).toBe('error');
});

test('a secret of either flow is hidden in both, and what one declares holds in the other', () => {
  const inner = { attributes: { pin: { secret: true } }, steps: [{ id: 'call', type: 'api', api: 'crm' }] };
  const crm = { crm: { save: { pin: '{{ response.body.pin }}' } } };
  const steps = [RUN, { id: 'tell', type: 'message', text: 'PIN {{ pin }}' }];
  const flow = flowOf({ steps }, crm, { inner });
  const talk = new Talk(flow);
  talk.start();
  const turn = talk.api(answerOf({ saved: { pin: 'tok-4f1a9c' } }));
  expect(textsOf(turn)).toEqual(['PIN tok-4f1a9c']);
  expect(JSON.stringify([turn.trace, turn.effects.map((one) => (one.type === 'say' ? one.shown : ''))])).not.toContain(
    'tok-4f1a9c',
  );
  expect(flow.attributes.get('pin')).toMatchObject({ secret: true });
});
