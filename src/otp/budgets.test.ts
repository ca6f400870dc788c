import { afterEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, openOtpDesk, type OtpDesk, person, SECOND } from '../../test/support/otp.ts';

let otp: OtpDesk;
afterEach(() => otp.close());

const ann = person('+14155550101');
const bob = person('+14155550102');

/** A mobile number of a prefix of its own, so that no budget but the one of the country and of everything is touched. */
function farNumber(index: number, country: 'US' | 'GB' = 'US'): string {
  const digits = String(index).padStart(3, '0');
  return country === 'US' ? `+1212${Number(digits) + 200}0100` : `+447${400 + index}123456`;
}

function refused(seconds: number) {
  return { status: 429, body: { status: 'too_many_sends', retryAfter: seconds }, retryAfter: seconds };
}

async function sendMany(count: number, from = 0, country: 'US' | 'GB' = 'US'): Promise<string[]> {
  const references: string[] = [];
  for (let index = from; index < from + count; index += 1) {
    const answer = await otp.send({ to: farNumber(index, country) });
    expect(answer.body['status']).toBe('sent');
    references.push(String(answer.body['systemOtp']));
  }
  return references;
}

describe('a sender', () => {
  it('reaches 5 destinations a day, may have each texted again, and a sixth a day later; also over a restart', async () => {
    otp = openOtpDesk();
    for (let index = 0; index < 5; index += 1) {
      expect((await otp.send({ to: farNumber(index), contact: ann })).status).toBe(200);
      await otp.advance(HOUR);
    }
    otp.reopen();
    expect(await otp.send({ to: farNumber(5), contact: ann })).toEqual(refused((19 * HOUR) / SECOND));
    expect((await otp.send({ to: farNumber(4), contact: ann })).status).toBe(200);
    expect((await otp.send({ to: farNumber(5), contact: bob })).status).toBe(200);
    await otp.advance(19 * HOUR);
    expect((await otp.send({ to: farNumber(5), contact: ann })).status).toBe(200);
  });

  it('from outside the process has no such budget', async () => {
    otp = openOtpDesk();
    await sendMany(12);
  });
});

describe('a prefix', () => {
  it('gets 20 texts an hour, whoever asks, and others are served; also over a restart', async () => {
    otp = openOtpDesk();
    for (let index = 0; index < 20; index += 1) {
      const answer = await otp.send({ to: `+1415555${1000 + index}`, contact: person(`+1650555${1000 + index}`) });
      expect(answer.status).toBe(200);
      await otp.advance(MINUTE);
    }
    otp.reopen();
    expect(await otp.send({ to: '+14155552000', contact: ann })).toEqual(refused((40 * MINUTE) / SECOND));
    expect((await otp.send({ to: '+14155562000', contact: ann })).status).toBe(200);
    await otp.advance(40 * MINUTE);
    expect((await otp.send({ to: '+14155552000', contact: ann })).status).toBe(200);
    expect(await otp.send({ to: '+14155552001', contact: bob })).toMatchObject({ status: 429 });
  });
});

describe('everything together', () => {
  it('is so many texts an hour as the setting says, to the millisecond, also over a restart', async () => {
    otp = openOtpDesk({ sendsPerHour: 3 });
    await sendMany(1);
    await otp.advance(10 * MINUTE);
    await sendMany(2, 1);
    otp.reopen();
    expect(await otp.send({ to: farNumber(3) })).toEqual(refused((50 * MINUTE) / SECOND));
    await otp.advance(50 * MINUTE - 1);
    expect((await otp.send({ to: farNumber(3) })).status).toBe(429);
    await otp.advance(1);
    expect((await otp.send({ to: farNumber(3) })).status).toBe(200);
    expect(await otp.send({ to: farNumber(4) })).toEqual(refused((10 * MINUTE) / SECOND));
  });

  it('counts on after old codes were deleted', async () => {
    otp = openOtpDesk({ sendsPerHour: 3 });
    await sendMany(3);
    await otp.advance(30 * HOUR);
    await sendMany(2, 3);
    expect(await otp.store.purge({ before: Date.UTC(2026, 0, 6, 18) })).toBeGreaterThan(0);
    await sendMany(1, 5);
    expect((await otp.send({ to: farNumber(6) })).status).toBe(429);
    await otp.advance(30 * HOUR);
    await otp.store.purge({ before: Date.UTC(2026, 0, 8) });
    await sendMany(3, 6);
    expect((await otp.send({ to: farNumber(9) })).status).toBe(429);
  });
});

describe('a country', { timeout: 30_000 }, () => {
  const states = async () => (await otp.control.budgets()).countries.map(({ country, opensAt }) => [country, opensAt !== null]);
  const alarms = () => otp.logged.filter((line) => line.includes('closedFor'));

  it('is closed for an hour at 200 texts of which hardly one is typed, with an alarm, and others are served', async () => {
    otp = openOtpDesk();
    await sendMany(200);
    expect(alarms()).toEqual([]);
    expect(await otp.send({ to: farNumber(200) })).toEqual(refused(3600));
    expect(alarms()).toHaveLength(1);
    expect(JSON.parse(alarms()[0] ?? '')).toMatchObject({ country: 'US', sends: 200, approved: 0, usual: 0, closedFor: 3600 });
    otp.reopen();
    await otp.advance(10 * MINUTE);
    expect(await otp.send({ to: farNumber(201) })).toEqual(refused(3000));
    expect(await states()).toEqual([['US', true]]);
    expect((await otp.send({ to: farNumber(1, 'GB') })).status).toBe(200);
    await otp.advance(50 * MINUTE);
    expect((await otp.send({ to: farNumber(202) })).status).toBe(200);
    expect(alarms()).toHaveLength(1);
  });

  it('stays closed for twice as long when it comes to it again', async () => {
    otp = openOtpDesk({ sendsPerHour: 10_000 });
    await sendMany(200);
    expect(await otp.send({ to: farNumber(200) })).toEqual(refused(3600));
    await otp.advance(HOUR);
    await sendMany(200, 200);
    expect(await otp.send({ to: farNumber(400) })).toEqual(refused(7200));
    expect(alarms()).toHaveLength(2);
  });

  it('stays open where one in ten is typed, however many there are', async () => {
    otp = openOtpDesk();
    for (let index = 0; index < 400; index += 1) {
      const [systemOtp] = await sendMany(1, index);
      if (index % 10 === 0) await otp.verify({ systemOtp, userOtp: otp.lastCode() });
    }
    expect(alarms()).toEqual([]);
  });

  it('stays open at three times its usual hour or less', async () => {
    otp = openOtpDesk({ sendsPerHour: 10_000 });
    for (let index = 0; index < 100; index += 1) {
      const [systemOtp] = await sendMany(1, index);
      await otp.verify({ systemOtp, userOtp: otp.lastCode() });
    }
    await otp.advance(3 * HOUR);
    await sendMany(299, 100);
    expect(await otp.control.budgets()).toMatchObject({ countries: [{ sends: 299, approved: 0, usual: 100, closings: 0 }] });
    await sendMany(1, 399);
    expect((await otp.send({ to: farNumber(400) })).status).toBe(429);
  });

  it('does not take an hour in which hardly one was typed for a usual one', async () => {
    otp = openOtpDesk();
    await sendMany(199);
    await otp.advance(3 * HOUR);
    await sendMany(200, 199);
    expect((await otp.send({ to: farNumber(399) })).status).toBe(429);
  });

  it('is opened at once by a person, and then counts anew', async () => {
    otp = openOtpDesk();
    await sendMany(200);
    await otp.send({ to: farNumber(200) });
    await otp.advance(MINUTE);
    expect(await otp.control.openCountry('GB')).toBe(false);
    expect(await otp.control.openCountry('US')).toBe(true);
    expect(await otp.control.openCountry('US')).toBe(false);
    await sendMany(199, 200);
  });
});

describe('the budgets that people may look at', () => {
  it('say how many have no room left, and name nobody', async () => {
    otp = openOtpDesk();
    for (let index = 0; index < 20; index += 1) await otp.send({ to: `+1415555${1000 + index}` });
    for (let index = 0; index < 5; index += 1) await otp.send({ to: farNumber(index), contact: ann });
    const budgets = await otp.control.budgets();
    expect(budgets).toMatchObject({ sends: 25, destinationsFull: 0, sendersFull: 1, prefixesFull: 1, sendsPerHour: 500 });
    expect(JSON.stringify(budgets)).not.toContain('555');
    await otp.advance(25 * HOUR);
    expect(await otp.control.budgets()).toMatchObject({ sends: 0, sendersFull: 0, prefixesFull: 0, countries: [] });
  });

  it('count a destination that had its ten texts of the day', async () => {
    otp = openOtpDesk();
    for (let sent = 0; sent < 10; sent += 1) {
      await otp.send();
      await otp.advance(HOUR);
    }
    expect(await otp.control.budgets()).toMatchObject({ destinationsFull: 1 });
  });
});

describe('one number', () => {
  it.each([
    '+1 (415) 555-0132',
    '0014155550132',
    'whatsapp:+14155550132',
    '4155550132',
    ' +1.415.555.0132 ',
    '＋１４１５５５５０１３２',
  ])('written as %j is counted as the same', async (to) => {
    otp = openOtpDesk();
    expect((await otp.send({ to: '+14155550132' })).status).toBe(200);
    expect(await otp.send({ to })).toEqual(refused(30));
    expect(otp.texts).toHaveLength(1);
  });
});
