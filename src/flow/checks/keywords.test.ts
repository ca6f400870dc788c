import { expect, test } from 'vitest';
import { ASK, expectOnly, flowWith } from '../../../test/support/flow-kit.ts';

const WORDS = 'STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT START YES UNSTOP HELP INFO'.split(' ');

test.each(WORDS)('refuses the reserved word %s as a keyword of a flow on SMS', (word) => {
  expectOnly('reserved-word', {
    'main.json': flowWith(`"trigger": { "keywords": ["hi", ▶"${word.toLowerCase()}"], "default": true }`, ASK),
  });
});

test('refuses a reserved word however it is written, and as a command', () => {
  const head = '"trigger": { "channels": ["sms"], "default": true }, "commands": [{ "keywords": [▶" Stop! "], "next": "ask" }]';
  expectOnly('reserved-word', { 'main.json': flowWith(head, ASK) });
});

test('refuses a reserved word in a subflow, which any flow may call', () => {
  const sub = flowWith('"commands": [{ "keywords": [▶"help"], "next": "ask" }]', ASK);
  expectOnly('reserved-word', { 'main.json': flowWith('"trigger": { "default": true }', ASK), 'sub.json': sub });
});

test('allows them to a flow that serves only WhatsApp', () => {
  const head =
    '"trigger": { "channels": ["whatsapp"], "keywords": ["yes"], "default": true }, "commands": [{ "keywords": ["help"], "next": "ask" }]';
  expectOnly('none', { 'main.json': flowWith(head, ASK) });
});

test('warns of a keyword that is nothing but punctuation', () => {
  const [problem] = expectOnly('empty-keyword', {
    'main.json': flowWith('"trigger": { "keywords": [▶"?!"], "default": true }', ASK),
  });
  expect(problem?.severity).toBe('warning');
});
