import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../db/open-store.ts';
import { ManualClock } from '../../test/support/clock.ts';
import { WORLD } from '../../test/support/engine.ts';
import { flowOf } from '../../test/support/turns.ts';
import type { Attributes } from '../engine/value.ts';
import { createLogger } from '../lib/logger.ts';
import { deriveKeys, Sealer } from '../lib/seal.ts';
import { FlowLibrary } from './flow-library.ts';
import type { ContactKey } from './ports.ts';
import { systemRandom } from './system.ts';
import { TurnRunner } from './turn-runner.ts';

const ANA: ContactKey = { ours: '+14155550100', channel: 'sms', theirs: '+14155550132' };

/** Begins conversations of one contact in flows with these attributes, and gives what each begins with. */
async function beginner() {
  const folder = mkdtempSync(join(tmpdir(), 'turns-'));
  const keys = deriveKeys(Buffer.alloc(32, 9));
  const { store } = await openStores({ kind: 'sqlite', file: join(folder, 'parley.db') }, new Sealer([keys.seal]));
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const clock = new ManualClock();
  return async (attributes: object, set: object = {}): Promise<Attributes> => {
    const steps = [
      ...(Object.keys(set).length > 0 ? [{ id: 'set', type: 'set', attributes: set }] : []),
      { id: 'bye', type: 'end' },
    ];
    const flow = flowOf({ attributes, steps });
    const loaded = { sources: [], flows: [flow], apis: new Map(), contents: new Map([[flow.id, '{}']]), problems: [] };
    const library = await FlowLibrary.open(store, loaded, clock.now());
    const turns = new TurnRunner({
      store,
      library,
      clock,
      random: systemRandom,
      logger: createLogger({ level: 'silent', format: 'json' }),
      around: { country: 'US', allowedCountries: null, wording: WORLD.wording },
      answersTakeButtons: false,
    });
    const opened = await store.open({ contact: ANA, sid: null });
    const event = { type: 'started', message: null } as const;
    const done = await turns.run({ contact: ANA, opened, flow, conversation: null, event, message: null, hold: null });
    if (done.as !== 'committed') throw new Error(`The turn was not committed: ${done.as}.`);
    return done.state.attributes;
  };
}

test('a conversation begins with the default values of its attributes, and nothing else', async () => {
  const begin = await beginner();
  expect(await begin({ tries: { default: 3 }, list: { default: [1] }, cleared: { default: null }, plain: {} })).toEqual({
    tries: 3,
    list: [1],
    cleared: null,
  });
});

test('what is kept for the contact comes back in later conversations, over the default', async () => {
  const begin = await beginner();
  const attributes = { verified: { lifetime: 'contact', default: false }, once: { default: 'first' } };
  expect(await begin(attributes)).toEqual({ verified: false, once: 'first' });
  expect(await begin(attributes, { verified: true, once: 'changed' })).toEqual({ verified: true, once: 'changed' });
  expect(await begin(attributes)).toEqual({ verified: true, once: 'first' });
});

test('what one flow keeps for the contact is not read by a flow that keeps it for the conversation', async () => {
  const begin = await beginner();
  await begin({ verified: { lifetime: 'contact' } }, { verified: true });
  expect(await begin({ verified: {} })).toEqual({});
  expect(await begin({ verified: { lifetime: 'contact' } })).toEqual({ verified: true });
});

test('an attribute may have a name that every object knows', async () => {
  const begin = await beginner();
  expect(await begin({ constructor: { lifetime: 'contact' } })).toEqual({});
  await begin({ constructor: { lifetime: 'contact' } }, { constructor: 'Brunel' });
  expect(await begin({ constructor: { lifetime: 'contact' } })).toEqual({ constructor: 'Brunel' });
});
