import { describe, expect, it } from 'vitest';
import { Batches } from './batches.ts';

/** A far side that is told when to answer. It answers each with its double. */
function startFarSide() {
  const asked: (readonly number[])[] = [];
  const answers: { readonly now: () => void; readonly fail: () => void }[] = [];
  const batches = new Batches<number, number>((asks) => {
    asked.push(asks);
    return new Promise((resolve, reject) => {
      const now = () => resolve(asks.map((ask) => () => ask * 2));
      answers.push({ now, fail: () => reject(new Error('no')) });
    });
  });
  const untilAsked = (times: number) => expect.poll(() => asked.length).toBe(times);
  return { asked, answers, batches, untilAsked };
}

describe('batches', () => {
  it('have what is asked in one tick done together, and give each its own answer', async () => {
    const { asked, answers, batches, untilAsked } = startFarSide();
    const found = Promise.all([batches.ask(1), batches.ask(2), batches.ask(3)]);
    await untilAsked(1);
    answers[0]?.now();
    expect(await found).toEqual([2, 4, 6]);
    expect(asked).toEqual([[1, 2, 3]]);
  });

  it('gather what is asked while one is under way', async () => {
    const { asked, answers, batches, untilAsked } = startFarSide();
    const first = batches.ask(1);
    await untilAsked(1);
    const later = [batches.ask(2), batches.ask(3)];
    answers[0]?.now();
    expect(await first).toBe(2);
    await untilAsked(2);
    answers[1]?.now();
    expect(await Promise.all(later)).toEqual([4, 6]);
    expect(asked).toEqual([[1], [2, 3]]);
  });

  it('reject all of one that fails, and nobody else', async () => {
    const { answers, batches, untilAsked } = startFarSide();
    const failed = Promise.allSettled([batches.ask(1), batches.ask(2)]);
    await untilAsked(1);
    const other = batches.ask(3);
    answers[0]?.fail();
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await untilAsked(2);
    answers[1]?.now();
    expect(await other).toBe(6);
  });

  it('do not wait for one that hangs', async () => {
    const { answers, batches, untilAsked } = startFarSide();
    const hanging = batches.ask(1);
    await untilAsked(1);
    const other = batches.ask(2);
    await untilAsked(2);
    answers[1]?.now();
    expect(await other).toBe(4);
    answers[0]?.now();
    expect(await hanging).toBe(2);
  });

  it('never do more at once than may wait for each other', async () => {
    const { asked, answers, batches, untilAsked } = startFarSide();
    const found = Promise.all(Array.from({ length: 100 }, (_, at) => batches.ask(at)));
    await untilAsked(1);
    answers[0]?.now();
    await untilAsked(2);
    answers[1]?.now();
    expect(await found).toHaveLength(100);
    expect(asked.map((asks) => asks.length)).toEqual([64, 36]);
  });

  it('are idle once all has its answer', async () => {
    const { answers, batches, untilAsked } = startFarSide();
    let isIdle = false;
    const asked = batches.ask(1);
    const idle = batches.idle().then(() => (isIdle = true));
    await untilAsked(1);
    expect(isIdle).toBe(false);
    answers[0]?.now();
    await asked;
    await idle;
    expect(isIdle).toBe(true);
  });
});
