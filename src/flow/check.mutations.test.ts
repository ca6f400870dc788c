import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerOf, answerWith, inbound, PERSON, WORLD } from '../../test/support/engine.ts';
import { type Dice, dice, mutate } from '../../test/support/mutations.ts';
import { story } from '../../test/support/stories.ts';
import type { Event } from '../engine/event.ts';
import type { Flow } from '../engine/flow.ts';
import { type ConversationState, NEW_CONVERSATION } from '../engine/state.ts';
import { transition } from '../engine/transition.ts';
import { projectRoot } from '../lib/project-root.ts';
import { type Loaded, loadFlows } from './load.ts';
import { readSources, type SourceFile } from './source.ts';

const FLOWS = 1_000;
const OPTIONS = { allowHosts: [], secrets: null };
const [RICH, SURVEY] = ['rich-flow.json', 'rich-subflow.json'].map((name) =>
  readFileSync(join(projectRoot(), 'test/support', name), 'utf8'),
);
const CRM = JSON.stringify({
  method: 'GET',
  url: 'https://api.example.com/',
  save: { pin: '{{ response.body.pin }}', c: '{{ response.body }}' },
});

/** Folders without an error: the flows that are shipped, one that uses nearly everything, and made-up ones. */
function folders(): readonly (readonly SourceFile[])[] {
  const shipped = readSources(join(projectRoot(), 'flows'));
  const madeUp = fc.sample(story, { numRuns: 200, seed: 11 }).map(({ flow }) => JSON.stringify(flow, null, 1));
  const alone = madeUp.map((text) => [fileOf('flow', 'main', text), fileOf('api', 'crm', CRM)]);
  const rich = [fileOf('flow', 'main', RICH ?? ''), fileOf('flow', 'survey', SURVEY ?? ''), fileOf('api', 'crm', CRM)];
  expect(loadFlows(rich, OPTIONS).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const others = alone.filter((sources) => isAccepted(loadFlows(sources, OPTIONS)));
  return others.slice(0, 40).flatMap((one) => [one, shipped, rich]);
}

function isAccepted({ problems }: Loaded): boolean {
  return problems.every((problem) => problem.severity === 'warning');
}

function fileOf(kind: SourceFile['kind'], id: string, text: string): SourceFile {
  return { kind, id, file: `${kind === 'api' ? 'apis/' : ''}${id}.json`, text };
}

const TYPED = ['482913', 'Ada', '12', 'menu', 'ada@example.com', '+1 415 555 0132', '1', 'yes', '', '🙂', 'resend', 'blue'];

function eventFor(state: ConversationState, roll: Dice): Event {
  if (state.waiting === 'time' || state.waiting === 'person' || (state.waiting === 'message' && roll(6) === 0))
    return { type: 'time' };
  if (state.waiting === 'message') return { type: 'message', message: inbound(TYPED[roll(TYPED.length)] ?? '') };
  const saved = { pin: '4711', c: { d: 'x' }, verified: roll(2) === 0, system_otp: 'abc', check_status: 'wrong' };
  const status = [200, 200, 400, 403, 404, 429, 500][roll(7)] ?? 200;
  return { type: 'api', answer: status === 200 ? answerOf({ saved }) : answerWith(status, {}) };
}

/** Plays a conversation and gives the note of an end that a check should have foreseen, or null. */
function unforeseen(flow: Flow, roll: Dice): string | null {
  let state = NEW_CONVERSATION;
  let event: Event = { type: 'started', message: null };
  for (let turn = 0; turn < 25 && state.outcome === null; turn += 1) {
    const kept = Array.from({ length: roll(3) }, () => inbound(TYPED[roll(TYPED.length)] ?? ''));
    const done = transition(flow, state, event, { ...WORLD, contact: PERSON, country: 'US', kept });
    const last = done.trace.at(-1);
    // That a call without "on_error" fails is warned of.
    if (last?.outcome === 'error' && last.note !== undefined && !(last.on === 'api' && /API call failed/.test(last.note))) {
      return `${last.step}: ${last.note}`;
    }
    state = done.state;
    event = eventFor(state, roll);
  }
  return null;
}

interface Tried {
  readonly sources: readonly SourceFile[];
  readonly loaded: Loaded;
  readonly roll: Dice;
}

function tryMutations(): readonly Tried[] {
  const begin = folders();
  return Array.from({ length: FLOWS }, (_, index) => {
    const roll = dice(index);
    const whole = begin[index % begin.length] ?? [];
    const changed = roll(5) === 0 ? 'api' : 'flow';
    const sources = whole.map((one) => (one.kind === changed ? { ...one, text: mutate(one.text, roll) } : one));
    return { sources, loaded: loadFlows(sources, OPTIONS), roll };
  });
}

test(`of ${FLOWS} mutated flows none makes the check throw, and none that it accepts fails for a reason that it lists`, () => {
  const tried = tryMutations();
  const accepted = tried.filter(({ loaded }) => isAccepted(loaded));
  for (const { sources, loaded, roll } of accepted) {
    for (const flow of loaded.flows) {
      for (let time = 0; time < 4; time += 1) {
        const note = unforeseen(flow, roll);
        if (note !== null) expect.fail(`${note}\n${sources.find((one) => one.id === flow.id)?.text}`);
      }
    }
  }
  // Both sides must have been put to the test.
  expect(accepted.length).toBeGreaterThan(FLOWS / 10);
  expect(accepted.length).toBeLessThan(FLOWS / 2);
  const codes = new Set(tried.flatMap(({ loaded }) => loaded.problems.map((problem) => problem.code)));
  expect(codes.size).toBeGreaterThan(25);
}, 60_000);
