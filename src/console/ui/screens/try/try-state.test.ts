import { describe, expect, it } from 'vitest';
import type { TryEvent } from '../../../contract.ts';
import { hear, leftOf, NO_TRY } from './try-state.ts';

const AT = '2026-03-01T10:00:00.000Z';
const LATER = '2026-03-01T10:00:05.000Z';

function hearAll(events: readonly TryEvent[], heardAt = 1_000) {
  return events.reduce((state, event) => hear(state, event, heardAt), NO_TRY);
}

describe('hear', () => {
  const hello: TryEvent = { seq: 1, at: AT, type: 'in', text: 'hi', media: [] };
  const answer: TryEvent = { seq: 2, at: AT, type: 'out', text: 'What number?', media: [], buttons: [] };

  it('keeps messages in the chat and in the story', () => {
    const { messages, story } = hearAll([hello, answer]);
    expect([messages, story]).toEqual([
      [hello, answer],
      [hello, answer],
    ]);
  });

  it('ignores what it has heard, as after a lost connection', () => {
    expect(hearAll([hello, answer, hello, answer]).messages).toEqual([hello, answer]);
  });

  it('marks only the attributes whose value changed', () => {
    const state = hearAll([
      { seq: 1, at: AT, type: 'attributes', values: { phone: '1', tries: [1] } },
      { seq: 2, at: AT, type: 'attributes', values: { phone: '2', tries: [1], name: 'Ana' } },
    ]);
    expect([...state.changed]).toEqual(['phone', 'name']);
  });

  it('drops a timer when nothing is due any more', () => {
    const due: TryEvent = { seq: 1, at: AT, type: 'timer', until: LATER, kind: 'delay', step: 'pause' };
    expect(hearAll([due]).timer?.step).toBe('pause');
    expect(hearAll([due, { seq: 2, at: AT, type: 'timer', until: null, kind: null, step: null }]).timer).toBeNull();
  });
});

describe('leftOf', () => {
  const { timer } = hearAll([{ seq: 1, at: AT, type: 'timer', until: LATER, kind: 'delay', step: null }], 50_000);

  it('counts from when the timer was heard of, for the chat has a clock of its own', () => {
    expect(timer && leftOf(timer, 52_000)).toBe(3_000);
  });

  it('is never less than nothing', () => {
    expect(timer && leftOf(timer, 90_000)).toBe(0);
  });
});
