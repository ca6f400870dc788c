import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerOf, PERSON, WORLD } from '../../test/support/engine.ts';
import { arrivals, type Arrivals, compile, HIDDEN } from '../../test/support/stories.ts';
import type { Event, InboundMessage } from './event.ts';
import { type ConversationState, NEW_CONVERSATION } from './state.ts';
import { transition } from './transition.ts';
import type { Turn } from './turn.ts';
import type { Value } from './value.ts';

const RUNS = { numRuns: 150 };

interface Made {
  readonly before: ConversationState;
  readonly event: Event;
  readonly turn: Turn;
}

/** What became of a conversation: its turns, the messages that it was sent until its end, and those that wait for a capture. */
interface Played {
  readonly turns: readonly Made[];
  readonly sent: readonly InboundMessage[];
  readonly kept: readonly InboundMessage[];
}

/** Lets messages and time come as they do to the runtime: what arrives while the conversation is busy is kept for its next turn. */
function play({ flow: json, comes }: Arrivals): Played {
  const flow = compile(json);
  const turns: Made[] = [];
  const sent: InboundMessage[] = [];
  let kept: readonly InboundMessage[] = [];
  let state: ConversationState = NEW_CONVERSATION;
  const make = (event: Event) => {
    const before = state;
    const turn = transition(flow, before, event, { ...WORLD, contact: PERSON, kept });
    turns.push({ before, event, turn });
    state = turn.state;
    kept = turn.unread;
  };
  make({ type: 'started', message: null });
  for (const one of comes) {
    if (state.waiting === null) break;
    if (one === 'goes on') make(state.waiting === 'api' ? ANSWERED : { type: 'time' });
    else {
      sent.push(one);
      if (state.waiting === 'message') make({ type: 'message', message: one });
      else kept = [...kept, one];
    }
  }
  return { turns, sent, kept };
}

const ANSWERED: Event = { type: 'api', answer: answerOf({ saved: { pin: HIDDEN, c: { d: 'x' } } }) };

test('no two turns take the same message, none is lost, and they are taken in their order', () => {
  fc.assert(
    fc.property(arrivals, (one) => {
      const { turns, sent, kept } = play(one);
      const taken = turns.flatMap(({ turn }) => turn.read.map(({ message }) => message));
      expect([...taken, ...kept]).toEqual(sent);
      expect(new Set(taken).size).toBe(taken.length);
    }),
    RUNS,
  );
});

test('whoever is to say something next has been told something', () => {
  fc.assert(
    fc.property(arrivals, (one) => {
      for (const { event, turn } of play(one).turns) {
        if (event.type !== 'message' || turn.state.waiting !== 'message') continue;
        const says = turn.effects.some((effect) => effect.type === 'say');
        const prompt = (one.flow.steps as readonly { id: string; prompt?: string }[]).find(
          ({ id }) => id === turn.state.step,
        )?.prompt;
        expect(says || prompt !== 'Hello.').toBe(true);
      }
    }),
    RUNS,
  );
});

test('what an earlier step has set is there, until a later one sets it anew, and nothing else is', () => {
  fc.assert(
    fc.property(arrivals, (one) => {
      for (const { before, turn } of play(one).turns) {
        const expected: Record<string, Value> = { ...before.attributes };
        for (const { set } of turn.trace) Object.assign(expected, set);
        expect(Object.keys(turn.state.attributes).sort()).toEqual(Object.keys(expected).sort());
        for (const [name, value] of Object.entries(expected)) {
          if (!JSON.stringify(value).includes('•••')) expect(turn.state.attributes[name]).toEqual(value);
        }
      }
    }),
    RUNS,
  );
});

test('the arrivals reach what the promises above are about', () => {
  const seen = new Set<string>();
  for (const one of fc.sample(arrivals, { numRuns: 300, seed: 11 })) {
    const { turns, kept } = play(one);
    if (kept.length > 0) seen.add('kept to the end');
    for (const { before, event, turn } of turns) {
      if (turn.unread.length > 0 && turn.read.length > 0) seen.add('one taken, others kept');
      if (event.type === 'message' && turn.state.waiting === 'message') seen.add('answered and asked');
      if (Object.keys(before.attributes).length > 0) seen.add('set before');
      if (turn.read.some(({ message }) => event.type !== 'message' || message !== event.message)) seen.add('kept and taken');
    }
  }
  expect([...seen].sort()).toEqual(
    ['kept to the end', 'one taken, others kept', 'answered and asked', 'set before', 'kept and taken'].sort(),
  );
});
