import { expect, test } from 'vitest';
import { ASK, expectOnly, flowWith, load } from '../../../test/support/flow-kit.ts';

const triggered = (trigger: string) => flowWith(`"trigger": ${trigger}`, ASK);

test('refuses two flows that one keyword would start', () => {
  const [problem] = expectOnly('overlapping-triggers', {
    'a.json': triggered('{ "keywords": ["menu"], "default": true }'),
    'b.json': triggered('{ "keywords": ["news", ▶"Menu!"] }'),
  });
  expect(problem?.message).toContain('"a"');
});

test.each([
  [
    'channels',
    '{ "keywords": ["menu"], "channels": ["sms"], "default": true }',
    '{ "keywords": ["menu"], "channels": ["whatsapp"], "default": true }',
  ],
  [
    'numbers',
    '{ "keywords": ["menu"], "to": ["+14155550100"], "default": true }',
    '{ "keywords": ["menu"], "to": ["whatsapp:+14155550101"], "default": true }',
  ],
])('allows one keyword in two flows on different %s', (_what, a, b) => {
  expectOnly('none', { 'a.json': triggered(a), 'b.json': triggered(b) });
});

test('sees that a flow for one number and a flow for all overlap', () => {
  expectOnly('overlapping-triggers', {
    'a.json': triggered('{ "keywords": ["menu"], "default": true }'),
    'b.json': triggered('{ "keywords": [▶"menu"], "to": ["+14155550100"] }'),
  });
});

test('refuses a second default', () => {
  const [problem] = expectOnly('second-default', {
    'a.json': triggered('{ "default": true }'),
    'b.json': triggered('{ "default": ▶true }'),
  });
  expect(problem?.message).toContain('sms, whatsapp');
});

test('refuses a second default for one number only', () => {
  const [problem] = expectOnly('second-default', {
    'a.json': triggered('{ "default": true }'),
    'b.json': triggered('{ "default": ▶true, "to": ["+14155550100"], "channels": ["sms"] }'),
  });
  expect(problem?.message).toContain('default for sms to +14155550100.');
});

test('refuses flows of which none is the default', () => {
  expectOnly('no-default', {
    'a.json': flowWith('"trigger": ▶{ "keywords": ["menu"] }', ASK),
    'b.json': triggered('{ "keywords": ["news"] }'),
  });
});

test('asks for a default on every channel and number that is served', () => {
  const [problem] = expectOnly('no-default', {
    'a.json': triggered('{ "default": true, "channels": ["sms"], "to": ["+14155550100"] }'),
    'b.json': flowWith('"trigger": ▶{ "keywords": ["news"], "channels": ["sms"] }', ASK),
  });
  expect(problem?.message).toContain('for sms to any other number,');
});

test('a flow without a trigger is a subflow and needs none', () => {
  expectOnly('none', { 'a.json': triggered('{ "default": true }'), 'b.json': `{ "steps": [${ASK}] }` });
});

test('refuses a folder in which no flow has a trigger', () => {
  expectOnly('no-trigger', { 'a.json': `▶{ "steps": [${ASK}] }`, 'b.json': `{ "steps": [${ASK}] }` });
});

test('refuses a folder without flows', () => {
  const { problems } = load({});
  expect(problems).toMatchObject([{ code: 'no-flows', severity: 'error', file: '.', line: 1, column: 1 }]);
});

test('does not miss a default while a file that may hold it cannot be read', () => {
  const { problems } = load({ 'a.json': '{ "trigger": ', 'b.json': triggered('{ "keywords": ["news"] }') });
  expect(problems.map((problem) => problem.code)).toEqual(['not-json']);
});
