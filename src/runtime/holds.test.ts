import { expect, test } from 'vitest';
import { ManualClock } from '../../test/support/clock.ts';
import { Bell } from './bell.ts';
import { type Answer, Hold } from './hold.ts';
import { contactKeyText, Holds } from './holds.ts';
import type { Said } from './store.ts';

const ANA = 'sms +14155550100 +14155550132';
const BO = 'sms +14155550100 +14155550177';
const BUDGET = 8000;
const HELLO: Said = { id: 1, text: 'Hello.', media: [] };

/** Holds on a clock that only the test moves, with a record of what is told to the store and of the bell. */
function desk() {
  const clock = new ManualClock();
  const bell = new Bell();
  const told: string[] = [];
  bell.onRing(() => told.push('bell'));
  const store = {
    markSaid: async ({ ids }: { ids: readonly number[] }) => void told.push(`said ${ids.join()}`),
    reroute: async ({ ids }: { ids: readonly number[] }) => {
      told.push(`rerouted ${ids.join()}`);
      return ids.length;
    },
  };
  const holds = new Holds({ store, clock, bell });
  const arrive = (sid: string, contact = ANA) => {
    const hold = new Hold(sid, clock.monotonic() + BUDGET);
    return { hold, as: holds.arrive(contact, hold) };
  };
  /** A webhook that was taken up and on which this was said. */
  const claimed = (sid: string, said: readonly Said[] = [], contact = ANA) => {
    const { hold } = arrive(sid, contact);
    holds.claim(contact, hold);
    hold.beginCommit();
    hold.endCommit(said, 7);
    return hold;
  };
  return { clock, holds, told, arrive, claimed };
}

async function answerNow(hold: Hold): Promise<Answer | 'none yet'> {
  return Promise.race([hold.answer, Promise.resolve('none yet' as const)]);
}

const said = (...texts: Said[]): Answer => ({ as: 'said', said: texts });

test('a contact is known by our number, the channel and their address', () => {
  expect(contactKeyText({ ours: '+14155550100', channel: 'sms', theirs: '+14155550132' })).toBe(ANA);
});

test('only one webhook of a contact is held; other contacts have their own', () => {
  const { holds, arrive, claimed } = desk();
  const first = claimed('SM1');
  const second = arrive('SM2').hold;
  expect(holds.claim(ANA, second)).toBe(first);
  expect(holds.open(ANA)).toBe(first);
  const other = claimed('SM3', [], BO);
  expect(holds.open(BO)).toBe(other);
  expect(holds.size).toBe(2);
});

test('a release answers with what was said and makes room for the next', async () => {
  const { holds, claimed } = desk();
  const first = claimed('SM1', [HELLO]);
  holds.release(ANA);
  expect(await answerNow(first)).toEqual(said(HELLO));
  expect(holds.open(ANA)).toBeNull();
  const second = claimed('SM2');
  expect(holds.open(ANA)).toBe(second);
});

test('while a call is under way the webhook waits, but not past its deadline', async () => {
  const { clock, holds, claimed } = desk();
  const hold = claimed('SM1', [HELLO]);
  await clock.advance(1000);
  holds.waitForCall(ANA);
  await clock.advance(BUDGET - 1001);
  expect(await answerNow(hold)).toBe('none yet');
  await clock.advance(1);
  expect(await answerNow(hold)).toEqual(said(HELLO));
  expect(holds.size).toBe(0);
});

test('an answer before the deadline ends the wait for it', async () => {
  const { clock, holds, claimed } = desk();
  const first = claimed('SM1');
  holds.waitForCall(ANA);
  holds.release(ANA);
  expect(await answerNow(first)).toEqual(said());
  const second = claimed('SM2', [HELLO]);
  await clock.advance(BUDGET - 1);
  expect(await answerNow(second)).toBe('none yet');
});

test('a text that waits is not held back by a pause', async () => {
  const { holds, claimed } = desk();
  const hold = claimed('SM1', [HELLO]);
  holds.waitForDelay(ANA, 2000);
  expect(await answerNow(hold)).toEqual(said(HELLO));
});

test('a webhook with nothing to say yet waits for a pause that it can outlast', async () => {
  const { clock, holds, claimed } = desk();
  const hold = claimed('SM1');
  holds.waitForDelay(ANA, BUDGET);
  await clock.advance(BUDGET - 1);
  expect(await answerNow(hold)).toBe('none yet');
});

test('a webhook is not held for a pause that it cannot outlast', async () => {
  const { clock, holds, claimed } = desk();
  const hold = claimed('SM1');
  await clock.advance(1);
  holds.waitForDelay(ANA, BUDGET);
  expect(await answerNow(hold)).toEqual(said());
});

test('a wall clock that someone changes moves no deadline', async () => {
  const { clock, holds, claimed } = desk();
  const hold = claimed('SM1');
  clock.setWall(clock.now() + 3_600_000);
  holds.waitForDelay(ANA, 2000);
  expect(await answerNow(hold)).toBe('none yet');
});

test('a repeat of a webhook that is still held is answered with nothing, and the first goes on', async () => {
  const { holds, arrive, claimed } = desk();
  const first = claimed('SM1', [HELLO]);
  const repeat = arrive('SM1');
  expect(repeat.as).toBe('repeat');
  expect(await answerNow(repeat.hold)).toEqual(said());
  expect(holds.open(ANA)).toBe(first);
});

test('a repeat takes over a held webhook whose connection closed', async () => {
  const { clock, holds, arrive, claimed } = desk();
  const first = claimed('SM1', [HELLO]);
  holds.closed(first);
  expect(holds.open(ANA)).toBeNull();
  const { hold } = arrive('SM1');
  expect(holds.open(ANA)).toBe(hold);
  await clock.advance(BUDGET);
  expect(await answerNow(hold)).toEqual(said(HELLO));
});

test('a repeat of an answer that did not get out is answered with the very same texts, at once', async () => {
  const { holds, told, arrive, claimed } = desk();
  const first = claimed('SM1', [HELLO]);
  holds.release(ANA);
  holds.closed(first);
  const { hold } = arrive('SM1');
  expect(await answerNow(hold)).toEqual(said(HELLO));
  await holds.finished(hold);
  expect(told).toEqual(['said 1']);
});

test('an answer that did not get out and is not asked for again goes by the channel after 15 seconds', async () => {
  const { clock, holds, told, claimed } = desk();
  const hold = claimed('SM1', [HELLO]);
  holds.release(ANA);
  holds.closed(hold);
  await clock.advance(14_999);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual(['rerouted 1', 'bell']);
});

test('a connection that closes while the webhook is held counts from its answer', async () => {
  const { clock, holds, told, claimed } = desk();
  const hold = claimed('SM1', [HELLO]);
  holds.closed(hold);
  await clock.advance(60_000);
  holds.release(ANA);
  await clock.advance(14_999);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual(['rerouted 1', 'bell']);
});

test('a text whose commit outlasts both the deadline and the connection still goes by the channel', async () => {
  const { clock, holds, told, arrive } = desk();
  const { hold } = arrive('SM1');
  holds.claim(ANA, hold);
  holds.waitForCall(ANA);
  hold.beginCommit();
  await clock.advance(BUDGET);
  holds.closed(hold);
  hold.endCommit([HELLO], 7);
  await clock.advance(15_000);
  expect(told).toEqual(['rerouted 1', 'bell']);
});

test('texts of an earlier process on a connection that closed meanwhile go by the channel too', async () => {
  const { clock, holds, told, arrive } = desk();
  const { hold } = arrive('SM1');
  holds.closed(hold);
  hold.said = [HELLO];
  holds.answer(ANA, hold);
  await clock.advance(15_000);
  expect(told).toEqual(['rerouted 1', 'bell']);
});

test('a repeat that takes over stops the way by the channel', async () => {
  const { clock, holds, told, arrive, claimed } = desk();
  const first = claimed('SM1', [HELLO]);
  holds.release(ANA);
  holds.closed(first);
  const { hold } = arrive('SM1');
  await holds.finished(hold);
  await clock.advance(60_000);
  expect(told).toEqual(['said 1']);
});

test('an answer that got out is recorded as said, and one without a text needs no record', async () => {
  const { holds, told, claimed } = desk();
  const first = claimed('SM1', [HELLO]);
  holds.release(ANA);
  await holds.finished(first);
  const second = claimed('SM2');
  holds.release(ANA);
  await holds.finished(second);
  expect(told).toEqual(['said 1']);
});

test('an empty answer that did not get out leaves nothing to do', async () => {
  const { clock, holds, told, arrive, claimed } = desk();
  const hold = claimed('SM1');
  holds.release(ANA);
  holds.closed(hold);
  await clock.advance(60_000);
  expect(told).toEqual([]);
  expect(arrive('SM1').as).toBe('new');
});

test('a webhook that could not be taken up fails, and its repeat is taken up anew', async () => {
  const { holds, arrive, claimed } = desk();
  const hold = claimed('SM1');
  holds.fail(ANA, hold);
  expect(await answerNow(hold)).toEqual({ as: 'failed' });
  expect(holds.size).toBe(0);
  expect(arrive('SM1').as).toBe('new');
});

test('a webhook with nothing to say is answered by itself, and another one stays held', async () => {
  const { holds, arrive, claimed } = desk();
  const first = claimed('SM1', [HELLO]);
  const second = arrive('SM2').hold;
  holds.answer(ANA, second);
  expect(await answerNow(second)).toEqual(said());
  expect(holds.open(ANA)).toBe(first);
  expect(await answerNow(first)).toBe('none yet');
});

test('all that is held can be answered at once', async () => {
  const { holds, claimed } = desk();
  const [first, second] = [claimed('SM1', [HELLO]), claimed('SM2', [], BO)];
  holds.releaseAll();
  expect(await answerNow(first)).toEqual(said(HELLO));
  expect(await answerNow(second)).toEqual(said());
  expect(holds.size).toBe(0);
});
