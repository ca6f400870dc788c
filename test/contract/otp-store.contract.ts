import { expect, it } from 'vitest';
import type { CheckRequest, CheckVerdict, OtpStore, ReserveRequest, SendHistory } from '../../src/runtime/otp-store.ts';

const hash = (byte: number) => Buffer.alloc(32, byte);
const OK = { status: 200, body: { status: 'sent' } };
const prefix = hash(6);
const counts = { perPrefix: 2, all: 3, toJudge: 2, verifiedShare: 0.1, usualWithin: 1e9 };
const goAhead = { refusal: null, closes: null };
const refused = { refusal: OK, closes: null };
const call = { key: hash(7), request: hash(8), keptUntil: 2000 };

function reservation(changes: Partial<ReserveRequest> = {}): ReserveRequest {
  const challenge = {
    id: 'a',
    phone: hash(1),
    contact: hash(2),
    prefix,
    country: 'US',
    code: hash(3),
    expiresAt: 1000,
    keptUntil: 2000,
  };
  return { challenge, now: 100, call, counts, hasContact: true, judge: () => goAhead, ...changes };
}

function checking(changes: Partial<CheckRequest> = {}): CheckRequest {
  const limits = { code: 5, contact: 10, phone: 25 };
  const answer = (verdict: CheckVerdict) => ({ status: 200, body: { status: verdict.as } });
  return { id: 'a', contact: hash(2), proof: hash(3), now: 200, pausedUntil: 900, limits, call: null, answer, ...changes };
}

const fail = (): never => {
  throw new Error('broken rule');
};

/** What every store of codes must keep. */
export function otpStorePromises(store: () => OtpStore): void {
  it('keeps nothing of a send that broke half-way', async () => {
    await expect(store().reserve(reservation({ judge: fail }))).rejects.toThrow('broken rule');
    expect(await store().reserve(reservation())).toMatchObject({ as: 'reserved', history: { sends: [], pausedUntil: null } });
  });

  it('counts no check and approves no code when the answer to it broke', async () => {
    await store().reserve(reservation());
    await expect(store().check(checking({ answer: fail }))).rejects.toThrow('broken rule');
    let seen: CheckVerdict | undefined;
    await store().check(
      checking({
        answer: (verdict) => {
          seen = verdict;
          return OK;
        },
      }),
    );
    const none = [{ failed: 0, countedUntil: 2000 }];
    expect(seen).toEqual({ as: 'approved', usage: { checks: 1, contact: none, phone: none } });
  });

  it('tells a judge the sends that still count, oldest first, and the pause of this contact alone', async () => {
    await store().reserve(reservation());
    for (let time = 0; time < 5; time += 1) await store().check(checking({ proof: hash(9) }));
    const second = {
      id: 'b',
      phone: hash(1),
      contact: hash(4),
      prefix,
      country: 'US',
      code: hash(5),
      expiresAt: 1300,
      keptUntil: 2300,
    };
    await store().reserve(reservation({ challenge: second, now: 300, call: null }));
    await store().check(checking({ id: 'b', contact: hash(4), proof: hash(5), now: 400 }));
    const history = async (contact: Buffer, now: number) => {
      const challenge = { ...second, id: `${now}`, contact };
      let told: unknown;
      await store().reserve(reservation({ challenge, now, call: null, judge: (given) => ((told = given), refused) }));
      return told;
    };
    const both = [
      { at: 100, approvedAt: null },
      { at: 300, approvedAt: 400 },
    ];
    expect(await history(hash(2), 500)).toMatchObject({ sends: both, pausedUntil: 900 });
    expect(await history(hash(4), 501)).toMatchObject({ sends: both, pausedUntil: null });
    expect(await history(hash(2), 2000)).toMatchObject({ sends: both.slice(1), pausedUntil: null });
  });

  it('keeps the first answer of a call, and gives it to whoever settles later', async () => {
    await store().reserve(reservation());
    expect(await store().reserve(reservation({ now: 150 }))).toEqual({ as: 'pending', startedAt: 100 });
    expect(await store().settle({ call, answer: OK })).toEqual(OK);
    expect(await store().settle({ call, answer: { status: 503, body: {} } })).toEqual(OK);
    expect(await store().reserve(reservation({ now: 160 }))).toEqual({ as: 'answered', answer: OK });
    expect(await store().reserve(reservation({ call: { ...call, request: hash(9) } }))).toEqual({ as: 'conflict' });
  });

  it('purges what is kept no longer, and only that', async () => {
    await store().reserve(reservation());
    expect(await store().purge({ before: 2000 })).toBe(0);
    expect(await store().purge({ before: 2001 })).toBe(2);
    expect(await store().purge({ before: 2001 })).toBe(0);
  });

  it('says since when the budgets of the prefix and of all sends are full', async () => {
    const told: SendHistory[] = [];
    for (const [index, now] of [100, 200, 300].entries()) {
      const challenge = { ...reservation().challenge, id: `c${index}`, phone: hash(20 + index), keptUntil: 9e6, expiresAt: 9e6 };
      const judge = (history: SendHistory) => (told.push(history), goAhead);
      await store().reserve(reservation({ challenge, now, call: null, judge }));
    }
    expect(told.map(({ prefixFullBy }) => prefixFullBy)).toEqual([null, null, 100]);
    const judge = (history: SendHistory) => (told.push(history), refused);
    await store().reserve(reservation({ now: 400, call: null, judge }));
    expect(told.at(-1)).toMatchObject({ prefixFullBy: 200, allFullBy: 100, otherDestinations: [100, 200, 300] });
  });

  it('counts what went to a country and what of it was verified, and closes and opens it', async () => {
    await store().reserve(reservation());
    await store().check(checking());
    const told: SendHistory[] = [];
    const closes = { opensAt: 5000, closings: 1 };
    const judge = (history: SendHistory) => (told.push(history), { refusal: OK, closes });
    await store().reserve(reservation({ now: 300, call: null, judge }));
    expect(told[0]?.traffic).toMatchObject({ country: 'US', sends: 1, approved: 1, closings: 0, opensAt: null });
    await store().reserve(reservation({ now: 400, call: null, judge: (history) => (told.push(history), refused) }));
    expect(told[1]?.traffic).toMatchObject({ closings: 1, closedAt: 300, opensAt: 5000 });
    expect(await store().openCountry({ country: 'US', now: 500 })).toBe(true);
    expect(await store().openCountry({ country: 'US', now: 500 })).toBe(false);
    await store().reserve(reservation({ now: 600, call: null, judge: (history) => (told.push(history), refused) }));
    expect(told[2]?.traffic).toMatchObject({ sends: 0, closings: 0, opensAt: 500 });
  });

  it('shows how full the budgets are', async () => {
    for (const [index, now] of [100, 200].entries()) {
      const challenge = { ...reservation().challenge, id: `c${index}` };
      await store().reserve(reservation({ challenge, now, call: null }));
    }
    const usage = await store().readUsage({ now: 300, counts, outside: hash(99), perDestination: 2, perSender: 1 });
    expect(usage).toMatchObject({ sends: 2, destinationsFull: 1, sendersFull: 1, prefixesFull: 1 });
    expect(usage.countries).toMatchObject([{ country: 'US', sends: 2, approved: 0 }]);
  });

  it('gives the last check to one of those who guess at the same moment', async () => {
    await store().reserve(reservation());
    const guesses = Array.from({ length: 12 }, () => store().check(checking({ proof: hash(9) })));
    const verdicts = (await Promise.all(guesses)).map((one) => (one.as === 'answered' ? one.answer.body['status'] : one.as));
    expect(verdicts.filter((verdict) => verdict === 'wrong_code')).toHaveLength(5);
  });
}
