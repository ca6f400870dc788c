import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BY_TYPE, compile, HIDDEN, type Story, story } from '../../test/support/stories.ts';
import { PERSON, WORLD } from '../../test/support/engine.ts';
import { STEP_BY_TYPE } from '../steps/index.ts';
import type { Event } from './event.ts';
import { MAX_STEPS } from './run.ts';
import { type ConversationState, NEW_CONVERSATION } from './state.ts';
import { transition } from './transition.ts';
import type { Turn, World } from './turn.ts';

const RUNS = { numRuns: 120 };
const TOLD_TO_STEPS = ['entered', 'message', 'time', 'api', 'returned', 'taken_back'];
interface Made {
  readonly before: ConversationState;
  readonly event: Event;
  readonly world: World;
  readonly turn: Turn;
}

/** Plays a story to its end, every turn twice on frozen input, and gives what each turn did. */
function play({ flow: json, first, turns }: Story): readonly Made[] {
  const flow = compile(json);
  let before = deepFreeze(NEW_CONVERSATION);
  return [{ event: { type: 'started', message: first } as const, kept: [] }, ...turns].map(({ event, kept }) => {
    const world = deepFreeze({ ...WORLD, contact: PERSON, country: 'US', kept });
    const made = { before, event: deepFreeze(event), world, turn: transition(flow, before, event, world) };
    expect(transition(flow, before, event, world)).toEqual(made.turn);
    before = deepFreeze(made.turn.state);
    return made;
  });
}

function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

test('there is a way to write every step type of the language', () => {
  expect(Object.keys(BY_TYPE).sort()).toEqual([...STEP_BY_TYPE.keys()].sort());
});

test('the same input gives the same turn, no input is changed, and nothing is thrown', () => {
  fc.assert(
    fc.property(story, (one) => void play(one)),
    RUNS,
  );
});

test('no message is read twice, and every message read is one that was given', () => {
  fc.assert(
    fc.property(story, (one) => {
      for (const { event, world, turn } of play(one)) {
        const now = (event.type === 'message' || event.type === 'started') && event.message ? [event.message] : [];
        const read = turn.read.map((entry) => entry.message);
        expect([...read, ...turn.unread].every((given, index, all) => all.indexOf(given) === index)).toBe(true);
        expect([...read, ...turn.unread].filter((given) => !now.includes(given))).toEqual(world.kept);
        expect(event.type === 'started' || now.every((given) => read.includes(given))).toBe(true);
      }
    }),
    RUNS,
  );
});

/** Effects of which a turn may have any number. */
const BY_THE_WAY = ['say', 'claim', 'not_verified'];
const EFFECT_OF = { message: 'no_reply', time: 'delay', api: 'call', person: 'delay', null: 'end' } as const;

test('each turn waits for one thing or ends, with exactly the one effect that belongs to it, after all it says', () => {
  fc.assert(
    fc.property(story, (one) => {
      for (const { turn } of play(one)) {
        const others = turn.effects.filter((effect) => !BY_THE_WAY.includes(effect.type));
        const [only] = others;
        expect(others).toHaveLength(1);
        expect(turn.effects.at(-1)).toBe(only);
        expect(only?.type === 'timer' ? only.kind : only?.type).toBe(EFFECT_OF[`${turn.state.waiting}`]);
        expect(turn.state.waiting === null).toBe(turn.state.outcome !== null);
        expect(turn.state.waiting === null).toBe(turn.state.step === null);
      }
    }),
    RUNS,
  );
});

test('after the end there are no timers and no calls, whatever still comes', () => {
  fc.assert(
    fc.property(story, (one) => {
      for (const { before, turn } of play(one)) {
        if (before.outcome !== null) expect(turn.effects.filter(({ type }) => type === 'timer' || type === 'call')).toEqual([]);
      }
    }),
    RUNS,
  );
});

test('no turn makes more than 100 steps, and turns are counted one by one', () => {
  fc.assert(
    fc.property(story, (one) => {
      for (const { before, turn } of play(one)) {
        expect(turn.trace.filter((entry) => TOLD_TO_STEPS.includes(entry.on)).length).toBeLessThanOrEqual(MAX_STEPS);
        expect(turn.state.turns).toBe(before.turns + 1);
      }
    }),
    RUNS,
  );
});

test('a secret that an API gave is in no trace and in nothing shown', () => {
  fc.assert(
    fc.property(story, (one) => {
      for (const { turn } of play(one)) {
        const shown = turn.effects.flatMap((effect) => (effect.type === 'say' ? [effect.shown] : []));
        expect(JSON.stringify([turn.trace, shown])).not.toContain(HIDDEN);
      }
    }),
    RUNS,
  );
});

test('the stories reach every end and every wait, so that the promises above are put to the test', () => {
  const seen = new Set<string>();
  for (const one of fc.sample(story, { numRuns: 400, seed: 7 })) {
    for (const { turn } of play(one)) {
      seen.add(turn.state.outcome ?? `waits for ${turn.state.waiting}`);
      if (turn.state.calls.length > 0) seen.add('in a subflow');
      if (turn.trace.some((entry) => entry.on === 'limit')) seen.add('step bound');
      if (turn.read.some((entry) => entry.as === 'not_used')) seen.add('kept, not used');
      if (turn.effects.some((effect) => effect.type === 'say' && effect.shown !== effect.text)) seen.add('hidden');
    }
  }
  const ends = ['done', 'verified', 'sold', 'error', 'gave_up', 'no_reply', 'closed'];
  const wanted = [
    ...ends,
    'waits for message',
    'waits for time',
    'waits for api',
    'waits for person',
    'in a subflow',
    'step bound',
    'kept, not used',
    'hidden',
  ];
  expect(wanted.filter((one) => !seen.has(one))).toEqual([]);
});
