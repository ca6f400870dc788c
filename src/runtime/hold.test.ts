import { expect, test } from 'vitest';
import { type Answer, Hold } from './hold.ts';
import type { Said } from './store.ts';

const HELLO: Said = { id: 1, text: 'Hello.', media: [] };
const NAME: Said = { id: 2, text: 'Your name?', media: [] };

function newHold(): Hold {
  return new Hold('SM1', 8000);
}

/** The answer if there is one yet. */
async function answerNow(hold: Hold): Promise<Answer | 'none yet'> {
  return Promise.race([hold.answer, Promise.resolve('none yet' as const)]);
}

test('is held until it is released, and answers with what was said by then', async () => {
  const hold = newHold();
  hold.beginCommit();
  hold.endCommit([HELLO], 7);
  hold.beginCommit();
  hold.endCommit([NAME], 8);
  expect(hold.state).toBe('held');
  expect(await answerNow(hold)).toBe('none yet');
  hold.release();
  expect(hold.state).toBe('answered');
  expect(await hold.answer).toEqual({ as: 'said', said: [HELLO, NAME] });
  expect(hold.messageId).toBe(7);
});

test('a release in the middle of a commit waits for what the commit says', async () => {
  const hold = newHold();
  hold.beginCommit();
  hold.release();
  expect(await answerNow(hold)).toBe('none yet');
  hold.endCommit([HELLO], 7);
  expect(await hold.answer).toEqual({ as: 'said', said: [HELLO] });
});

test('is answered once: what is said later is not in the answer', async () => {
  const hold = newHold();
  hold.release();
  hold.endCommit([HELLO], 7);
  hold.release();
  hold.fail();
  expect(await hold.answer).toEqual({ as: 'said', said: [] });
});

test('a failure tells the sender to try again, even in the middle of a commit', async () => {
  const hold = newHold();
  hold.beginCommit();
  hold.fail();
  expect(await hold.answer).toEqual({ as: 'failed' });
});

test('answering ends the wait for the deadline', () => {
  const hold = newHold();
  let cancelled = 0;
  hold.cancelTimer = () => {
    cancelled += 1;
  };
  hold.release();
  hold.release();
  expect(cancelled).toBe(1);
});

test('is lost when its connection closes first, and finished when the answer went out first', () => {
  const lost = newHold();
  lost.close();
  expect(lost.state).toBe('lost');
  const finished = newHold();
  finished.release();
  finished.finish();
  finished.close();
  expect(finished.state).toBe('finished');
});

test('a repeat takes over what was said and what will be said; the first is answered with nothing', async () => {
  const first = newHold();
  const heir = newHold();
  first.beginCommit();
  first.endCommit([HELLO], 7);
  first.close();
  first.passTo(heir);
  expect(await first.answer).toEqual({ as: 'said', said: [] });
  expect(first.current).toBe(heir);
  first.endCommit([NAME], 8);
  heir.release();
  expect(await heir.answer).toEqual({ as: 'said', said: [HELLO, NAME] });
  expect(heir.messageId).toBe(7);
});

test('a repeat that takes over in the middle of a commit waits for it', async () => {
  const first = newHold();
  const heir = newHold();
  first.beginCommit();
  first.passTo(heir);
  heir.release();
  expect(await answerNow(heir)).toBe('none yet');
  first.endCommit([HELLO], 7);
  expect(await heir.answer).toEqual({ as: 'said', said: [HELLO] });
});

test('a repeat of a repeat is the one that counts', async () => {
  const [first, second, third] = [newHold(), newHold(), newHold()];
  first.passTo(second);
  second.passTo(third);
  expect(first.current).toBe(third);
  first.endCommit([HELLO], 7);
  third.release();
  expect(await third.answer).toEqual({ as: 'said', said: [HELLO] });
});
