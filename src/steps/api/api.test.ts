import { describe, expect, test } from 'vitest';
import { stepOf, takes } from '../../../test/support/steps.ts';
import { answerOf, answerWith, scopeOf } from '../../../test/support/engine.ts';
import type { ApiAnswer } from '../../engine/api.ts';
import type { StepResult } from '../../engine/step.ts';
import type { Attributes } from '../../engine/value.ts';
import { api } from './api.ts';

function after(keys: object, answer: ApiAnswer, attributes: Attributes = {}): StepResult {
  return stepOf(api, { api: 'crm', ...keys }).run({ type: 'api', answer }, { scope: scopeOf(attributes) });
}

const NO_ANSWER = answerOf({ ok: false, failure: 'network', reason: 'connection refused', response: null });

test('calls its API by name', () => {
  const step = stepOf(api, { api: 'crm' });
  expect(step.enter()).toEqual({ type: 'wait', wait: { for: 'api', api: 'crm' } });
  expect(step.calls).toEqual(['crm']);
  expect(step.waits).toBe(false);
});

test('takes what the API saved, and goes on', () => {
  expect(after({}, answerOf({ saved: { tier: 'gold' } }))).toEqual({ type: 'go', set: { tier: 'gold' } });
});

describe('outcomes', () => {
  test('the first that matches decides, one status or a class of them', () => {
    const outcomes = [
      { status: 429, next: 'wait' },
      { status: '4xx', next: 'refused' },
    ];
    expect(after({ outcomes }, answerWith(429))).toMatchObject({ to: 'wait', note: 'outcome 429' });
    expect(after({ outcomes }, answerWith(403))).toMatchObject({ to: 'refused', note: 'outcome 4xx' });
    expect(after({ outcomes }, answerWith(503))).toMatchObject({ type: 'fail' });
  });

  test('may choose by a condition over the answer, also when it is a success', () => {
    const outcomes = [{ if: { value: '{{ response.body.state }}', is: 'closed' }, next: 'closed' }];
    expect(after({ outcomes }, answerWith(200, { state: 'closed' }))).toMatchObject({ type: 'go', to: 'closed' });
    expect(after({ outcomes }, answerWith(200, { state: 'open' }))).toEqual({ type: 'go', set: {} });
  });

  test('see what the API saved just now, over what was there before', () => {
    const outcomes = [{ if: { attribute: 'tier', is: 'gold' }, next: 'vip' }];
    expect(after({ outcomes }, answerOf({ saved: { tier: 'gold' } }), { tier: 'none' })).toMatchObject({ to: 'vip' });
  });

  test('match nothing when no answer came', () => {
    const outcomes = [{ if: { value: '{{ response.status }}', exists: false }, next: 'odd' }];
    expect(after({ outcomes, on_error: 'failed' }, NO_ANSWER)).toMatchObject({ to: 'failed' });
  });

  test('are chosen by a status or a condition, not by both or neither', () => {
    const condition = { attribute: 'a', is: 1 };
    expect(takes(api, { api: 'crm', outcomes: [{ status: 200, next: 'x' }] })).toBe(true);
    expect(takes(api, { api: 'crm', outcomes: [{ status: 200, if: condition, next: 'x' }] })).toBe(false);
    expect(takes(api, { api: 'crm', outcomes: [{ next: 'x' }] })).toBe(false);
    expect(takes(api, { api: 'crm', outcomes: [{ status: '6xx', next: 'x' }] })).toBe(false);
    expect(takes(api, { api: 'crm', outcomes: [{ status: 99, next: 'x' }] })).toBe(false);
  });
});

describe('a failed call', () => {
  test('goes to on_error, and ends as an error where that is the end', () => {
    expect(after({ on_error: 'failed' }, NO_ANSWER)).toEqual({
      type: 'go',
      to: 'failed',
      exit: 'on_error',
      endsAs: 'error',
      note: 'network',
    });
  });

  test('without on_error fails, and says why', () => {
    expect(after({}, NO_ANSWER)).toEqual({
      type: 'fail',
      reason: 'The API call failed (network) and the step has no "on_error".',
    });
  });
});

test('shows each way out and where it is written', () => {
  const keys = {
    api: 'crm',
    outcomes: [
      { status: 429, next: 'wait' },
      { if: { attribute: 'a', is: 1 }, next: 'x' },
    ],
    on_error: 'failed',
  };
  expect(stepOf(api, keys).exits).toEqual([
    { name: 'next', to: undefined, path: ['next'] },
    { name: '429', to: 'wait', path: ['outcomes', 0, 'next'] },
    { name: 'if', to: 'x', path: ['outcomes', 1, 'next'] },
    { name: 'on_error', to: 'failed', path: ['on_error'] },
  ]);
  expect(stepOf(api, { api: 'crm' }).exits.map((exit) => exit.name)).toEqual(['next']);
});
