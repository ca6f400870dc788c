import { expect, test } from 'vitest';
import { NEW_CONVERSATION, statusOf } from './state.ts';

test.each([
  ['message', 'waiting'],
  ['time', 'busy'],
  ['api', 'busy'],
  [null, 'ended'],
] as const)('a conversation that waits for %j is %s', (waiting, status) => {
  expect(statusOf({ ...NEW_CONVERSATION, waiting })).toBe(status);
});
