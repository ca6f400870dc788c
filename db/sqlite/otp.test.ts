import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOtpDesk, type OtpDesk } from '../../test/support/otp.ts';
import type { CheckRequest, CheckVerdict, ReserveRequest } from '../../src/runtime/otp-store.ts';

let desk: OtpDesk;
beforeEach(() => {
  desk = openOtpDesk();
});
afterEach(() => desk.close());

const hash = (byte: number) => Buffer.alloc(32, byte);
const OK = { status: 200, body: { status: 'sent' } };
const call = { key: hash(7), request: hash(8), keptUntil: 2000 };

function reservation(changes: Partial<ReserveRequest> = {}): ReserveRequest {
  const challenge = { id: 'a', phone: hash(1), contact: hash(2), code: hash(3), expiresAt: 1000, keptUntil: 2000 };
  return { challenge, now: 100, call, judge: () => null, ...changes };
}

function checking(changes: Partial<CheckRequest> = {}): CheckRequest {
  const limits = { code: 5, contact: 10, phone: 25 };
  const answer = (verdict: CheckVerdict) => ({ status: 200, body: { status: verdict.as } });
  return { id: 'a', contact: hash(2), proof: hash(3), now: 200, pausedUntil: 900, limits, call: null, answer, ...changes };
}

const fail = (): never => {
  throw new Error('broken rule');
};

describe('the OTP store in SQLite', () => {
  it('keeps nothing of a send that broke half-way', async () => {
    await expect(desk.store.reserve(reservation({ judge: fail }))).rejects.toThrow('broken rule');
    expect(await desk.store.reserve(reservation())).toEqual({ as: 'reserved', history: { sends: [], pausedUntil: null } });
  });

  it('counts no check and approves no code when the answer to it broke', async () => {
    await desk.store.reserve(reservation());
    await expect(desk.store.check(checking({ answer: fail }))).rejects.toThrow('broken rule');
    let seen: CheckVerdict | undefined;
    await desk.store.check(
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
    await desk.store.reserve(reservation());
    for (let time = 0; time < 5; time += 1) await desk.store.check(checking({ proof: hash(9) }));
    const second = { id: 'b', phone: hash(1), contact: hash(4), code: hash(5), expiresAt: 1300, keptUntil: 2300 };
    await desk.store.reserve(reservation({ challenge: second, now: 300, call: null }));
    await desk.store.check(checking({ id: 'b', contact: hash(4), proof: hash(5), now: 400 }));
    const history = async (contact: Buffer, now: number) => {
      const challenge = { ...second, id: `${now}`, contact };
      let told: unknown;
      await desk.store.reserve(reservation({ challenge, now, call: null, judge: (given) => ((told = given), OK) }));
      return told;
    };
    const both = [
      { at: 100, approvedAt: null },
      { at: 300, approvedAt: 400 },
    ];
    expect(await history(hash(2), 500)).toEqual({ sends: both, pausedUntil: 900 });
    expect(await history(hash(4), 501)).toEqual({ sends: both, pausedUntil: null });
    expect(await history(hash(2), 2000)).toEqual({ sends: both.slice(1), pausedUntil: null });
  });

  it('keeps the first answer of a call, and gives it to whoever settles later', async () => {
    await desk.store.reserve(reservation());
    expect(await desk.store.reserve(reservation({ now: 150 }))).toEqual({ as: 'pending', startedAt: 100 });
    expect(await desk.store.settle({ call, answer: OK })).toEqual(OK);
    expect(await desk.store.settle({ call, answer: { status: 503, body: {} } })).toEqual(OK);
    expect(await desk.store.reserve(reservation({ now: 160 }))).toEqual({ as: 'answered', answer: OK });
    expect(await desk.store.reserve(reservation({ call: { ...call, request: hash(9) } }))).toEqual({ as: 'conflict' });
  });

  it('purges what is kept no longer, and only that', async () => {
    await desk.store.reserve(reservation());
    expect(await desk.store.purge({ before: 2000 })).toBe(0);
    expect(await desk.store.purge({ before: 2001 })).toBe(2);
    expect(await desk.store.purge({ before: 2001 })).toBe(0);
  });
});
