import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';
import { BOT_NUMBER, newSid } from '../support/twilio.ts';
import { passTimeFor, rowsOf } from './rows.ts';

const MINUTE = 60_000;
const HELLO = flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]);

interface Missed {
  readonly from?: string;
  readonly to?: string;
  readonly sid?: string;
  readonly body?: string;
  readonly at: number;
}

/** A message that Twilio took, and whose webhook never reached us. */
function missed(server: TestApp, { from = '+14155550100', to = BOT_NUMBER, sid = newSid(), body = 'hi', at }: Missed): void {
  server.twilio.listed.push({ sid, from, to, body, at, direction: 'inbound', status: 'received' });
}

/** Until when our one number was looked through. */
function sweptUntil(server: TestApp): unknown {
  return rowsOf(server, 'own_numbers')[0]?.['swept_until'];
}

function heardOf(server: TestApp): number {
  return rowsOf(server, 'messages').filter((row) => row['direction'] === 'in').length;
}

describe('a message whose webhook never came', () => {
  it('is taken once it is a minute old, once, and answered by REST', async () => {
    const server = await startApp({ flows: HELLO });
    const phone = openPhone(server);
    await server.clock.advance(5_000);
    const at = server.clock.now();
    missed(server, { at });
    await server.clock.advance(MINUTE - 1_000);
    expect(heardOf(server)).toBe(0);
    await passTimeFor(server, () => heardOf(server), 1, 1_000);
    expect(server.clock.now() - at).toBeGreaterThanOrEqual(MINUTE);
    expect(await phone.nextText()).toBe('Hello.');
    await passTimeFor(server, () => server.clock.now() - at > 10 * MINUTE, true, MINUTE);
    expect(heardOf(server)).toBe(1);
    expect(phone.inbox).toEqual(['Hello.']);
  });

  it('is taken on WhatsApp as well, once somebody has texted us there', async () => {
    const server = await startApp({ flows: HELLO });
    await openPhone(server, { channel: 'whatsapp', number: '+14155550199' }).text('hi');
    const phone = openPhone(server, { channel: 'whatsapp' });
    await server.clock.advance(5_000);
    missed(server, { from: 'whatsapp:+14155550100', to: `whatsapp:${BOT_NUMBER}`, at: server.clock.now() });
    await passTimeFor(server, () => phone.inbox, ['Hello.'], 10_000);
  });

  it('that comes after all by its webhook is a repeat', async () => {
    const server = await startApp({ flows: HELLO });
    const phone = openPhone(server);
    const sid = newSid();
    await server.clock.advance(5_000);
    missed(server, { sid, at: server.clock.now() });
    await passTimeFor(server, () => phone.inbox.length, 1, 10_000);
    expect(await phone.text('hi', { sid })).toMatchObject({ status: 200, texts: [] });
    expect(heardOf(server)).toBe(1);
  });

  it('is not taken when its webhook has come', async () => {
    const server = await startApp({ flows: HELLO });
    const phone = openPhone(server);
    const sid = newSid();
    await server.clock.advance(5_000);
    missed(server, { sid, at: server.clock.now() });
    await phone.text('hi', { sid });
    missed(server, { from: '+14155550101', at: server.clock.now() });
    // The second shows that the list was read.
    await passTimeFor(server, () => heardOf(server), 2, 10_000);
    expect(phone.inbox).toEqual(['Hello.']);
  });

  it('opts out when that is what it says', async () => {
    const server = await startApp({ flows: HELLO });
    const phone = openPhone(server);
    await server.clock.advance(5_000);
    missed(server, { body: 'STOP', at: server.clock.now() });
    await passTimeFor(server, () => rowsOf(server, 'opt_outs').length, 1, 10_000);
    expect((await phone.text('hi')).texts).toEqual([]);
  });
});

describe('after an outage', () => {
  it('what is younger than CATCH_UP_MAX_AGE is taken, oldest first, and what is older is left', async () => {
    const server = await startApp({ flows: HELLO, env: { CATCH_UP_MAX_AGE: '1h' } });
    await server.stop();
    const now = server.clock.now() + 2 * 60 * MINUTE;
    server.clock.setWall(now);
    missed(server, { from: '+14155550103', at: now - 61 * MINUTE });
    missed(server, { from: '+14155550102', at: now - 10 * MINUTE });
    missed(server, { from: '+14155550101', at: now - 59 * MINUTE });
    await server.restart();
    await passTimeFor(server, () => rowsOf(server, 'contacts').map((row) => row['theirs']), ['+14155550101', '+14155550102'], 0);
    await passTimeFor(server, () => server.clock.now() - now > 5 * MINUTE, true, MINUTE);
    expect(heardOf(server)).toBe(2);
  });

  it('what came since the last look is taken, and what came before is not gone through again', async () => {
    const server = await startApp({ flows: HELLO });
    await openPhone(server, { number: '+14155550199' }).text('hi');
    const began = server.clock.now();
    await passTimeFor(server, () => server.clock.now() - began > 20 * MINUTE, true, MINUTE);
    await server.stop();
    const stopped = server.clock.now();
    // No webhook is ever this late: here it tells what is listed again.
    missed(server, { from: '+14155550101', at: stopped - 10 * MINUTE });
    missed(server, { from: '+14155550102', at: stopped - MINUTE });
    missed(server, { from: '+14155550103', at: stopped + MINUTE });
    server.clock.setWall(stopped + 5 * MINUTE);
    await server.restart();
    await passTimeFor(server, () => heardOf(server), 3, 0);
    await passTimeFor(server, () => server.clock.now() - stopped > 15 * MINUTE, true, MINUTE);
    const heard = rowsOf(server, 'contacts').map((row) => row['theirs']);
    expect(heard).toEqual(['+14155550199', '+14155550102', '+14155550103']);
  });

  it('what a clock skipped that was ahead by mistake is taken', async () => {
    const server = await startApp({ flows: HELLO });
    await openPhone(server, { number: '+14155550199' }).text('hi');
    const start = server.clock.now();
    server.clock.setWall(start + 30 * MINUTE);
    await passTimeFor(server, () => sweptUntil(server) !== null, true, MINUTE);
    await server.stop();
    missed(server, { from: '+14155550101', at: start + MINUTE });
    server.clock.setWall(start + 10 * MINUTE);
    await server.restart();
    await passTimeFor(server, () => heardOf(server), 2, 0);
  });

  it.each([true, false])(
    'of Twilio itself, what came during it is taken, whether or not somebody had texted us before (%s)',
    async (known) => {
      const server = await startApp({ flows: HELLO });
      if (known) await openPhone(server, { number: '+14155550199' }).text('hi');
      const start = server.clock.now();
      await passTimeFor(server, () => server.clock.now() - start > 5 * MINUTE, true, MINUTE);
      server.twilio.answerAll({ status: 503, body: {} });
      const began = server.clock.now();
      missed(server, { from: '+14155550101', at: began });
      await passTimeFor(server, () => server.clock.now() - began > 20 * MINUTE, true, MINUTE);
      expect(heardOf(server)).toBe(known ? 1 : 0);
      server.twilio.answerAll(null);
      await passTimeFor(server, () => heardOf(server), known ? 2 : 1, MINUTE);
    },
  );

  it('all of them are taken, however many there are', async () => {
    const server = await startApp({ flows: HELLO });
    await server.stop();
    const start = server.clock.now();
    for (let at = 0; at < 400; at += 1) {
      missed(server, {
        from: `+1415201${String(at).padStart(4, '0')}`,
        body: `hi ${'and so on '.repeat(60)}`,
        at: start + at * 1_000,
      });
    }
    server.clock.setWall(start + 20 * MINUTE);
    await server.restart();
    await passTimeFor(server, () => heardOf(server), 400, 0);
  });
});

describe('what is not ours to answer', () => {
  it('is left: what was sent to a number before it was ours', async () => {
    const server = await startApp({ flows: HELLO });
    const start = server.clock.now();
    await passTimeFor(server, () => server.clock.now() - start > 20 * MINUTE, true, MINUTE);
    const to = `whatsapp:${BOT_NUMBER}`;
    const now = server.clock.now();
    await openPhone(server, { channel: 'whatsapp', number: '+14155550199' }).text('hi');
    missed(server, { from: 'whatsapp:+14155550101', to, at: now - 10 * MINUTE });
    missed(server, { from: 'whatsapp:+14155550102', to, at: now });
    await passTimeFor(server, () => heardOf(server), 2, 10_000);
    expect(rowsOf(server, 'contacts').map((row) => row['theirs'])).toEqual(['+14155550199', '+14155550102']);
  });

  it('is left: a message from before the first start, and one to another number of the account', async () => {
    const server = await startApp({ flows: HELLO });
    await server.clock.advance(5_000);
    const now = server.clock.now();
    missed(server, { from: '+14155550101', at: now - 30 * MINUTE });
    missed(server, { from: '+14155550102', to: '+15005550001', at: now });
    missed(server, { from: '+14155550103', at: now });
    await passTimeFor(server, () => heardOf(server), 1, 10_000);
    await passTimeFor(server, () => server.clock.now() - now > 5 * MINUTE, true, MINUTE);
    expect(rowsOf(server, 'contacts').map((row) => row['theirs'])).toEqual(['+14155550103']);
  });
});
