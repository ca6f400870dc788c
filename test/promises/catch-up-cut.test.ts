import { expect, it, onTestFinished } from 'vitest';
import { openStores } from '../../db/open-store.ts';
import { createTwilioChannel } from '../../src/channels/twilio/send.ts';
import { deriveKeys, Sealer } from '../../src/lib/seal.ts';
import { CatchUp } from '../../src/runtime/perform/catch-up.ts';
import { ManualClock } from '../support/clock.ts';
import { makeFolder } from '../support/parley.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER, newSid, startFakeTwilio } from '../support/twilio.ts';

const MINUTE = 60_000;

it('says between which times messages may be lost where more came than can be listed, and takes the others', async () => {
  const clock = new ManualClock();
  const twilio = await startFakeTwilio(() => clock.now());
  const file = `${makeFolder()}/parley.db`;
  const { store } = await openStores({ kind: 'sqlite', file }, new Sealer([deriveKeys(Buffer.alloc(32, 5)).seal]));
  onTestFinished(async () => {
    await store.close();
    await twilio.stop();
  });
  const account = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, apiUrl: twilio.url };
  const channel = createTwilioChannel({ ...account, statusCallbackUrl: null, messagingServiceSid: null, maxListed: 2 });
  const taken: string[] = [];
  const errors: unknown[] = [];
  const catchUp = new CatchUp({
    store,
    channel,
    clock,
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: (fields) => void errors.push(fields) },
    take: async ({ text }) => void taken.push(text),
    ours: [{ ours: BOT_NUMBER, channel: 'sms' }],
    maxAge: 60 * MINUTE,
  });
  await catchUp.sweep();
  const start = clock.now();
  await clock.advance(10 * MINUTE);
  for (const minute of [1, 2, 3, 4]) {
    const to = { sid: newSid(), from: '+14155550132', to: BOT_NUMBER, direction: 'inbound', status: 'received' } as const;
    twilio.listed.push({ ...to, body: `at ${minute}`, at: start + minute * MINUTE });
  }
  await catchUp.sweep();
  expect(taken).toEqual(['at 3', 'at 4']);
  const times = { from: new Date(start).toISOString(), to: new Date(start + 3 * MINUTE).toISOString() };
  expect(errors).toEqual([times]);
});
