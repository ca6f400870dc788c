import { expect, it } from 'vitest';
import type { Store } from '../../src/runtime/store.ts';
import { ANA, BO, BUSY, begin, ENDED, NOW } from './store-fixtures.ts';

const VERSION = { flow: 'signup', version: 'v1', content: '{"steps":[]}', now: NOW };

/** Versions of flows are kept for as long as a conversation may need them. */
export function flowPromises(store: () => Store): void {
  const save = (version: string, now = NOW) => store().saveFlow({ ...VERSION, version, content: version, now });

  it('keeps the content of each version', async () => {
    await store().saveFlow(VERSION);
    await store().saveFlow({ ...VERSION, version: 'v2', content: '{"steps":[1]}' });
    expect(await store().readFlow({ flow: 'signup', version: 'v1' })).toBe('{"steps":[]}');
    expect(await store().readFlow({ flow: 'signup', version: 'v2' })).toBe('{"steps":[1]}');
  });

  it('knows no version that was not saved', async () => {
    await store().saveFlow(VERSION);
    expect(await store().readFlow({ flow: 'signup', version: 'v2' })).toBeNull();
    expect(await store().readFlow({ flow: 'other', version: 'v1' })).toBeNull();
  });

  it('never changes what conversations began with, however often a version is saved', async () => {
    await store().saveFlow(VERSION);
    await store().saveFlow({ ...VERSION, content: 'another text' });
    expect(await store().readFlow({ flow: 'signup', version: 'v1' })).toBe('{"steps":[]}');
  });

  it('tells the versions that open conversations use, each once, and none that only ended ones used', async () => {
    for (const version of ['v1', 'v2', 'v3']) await save(version);
    await begin(store(), { contact: ANA, conversation: { version: 'v1' } });
    await begin(store(), { contact: BO, conversation: { version: 'v1', state: BUSY } });
    await begin(store(), { contact: { ...ANA, theirs: '+14155550188' }, conversation: { version: 'v2', state: ENDED } });
    expect(await store().usedFlows()).toEqual([{ flow: 'signup', version: 'v1', content: 'v1' }]);
  });

  it('drops what is old, used by no open conversation and not to be kept', async () => {
    for (const version of ['used', 'kept', 'ended', 'old']) await save(version);
    await save('young', NOW + 1);
    await begin(store(), { contact: ANA, conversation: { version: 'used' } });
    await begin(store(), { contact: BO, conversation: { version: 'ended', state: ENDED } });
    const dropped = await store().dropFlows({ keep: [{ flow: 'signup', version: 'kept' }], before: NOW + 1 });
    expect(dropped.map(({ version }) => version).sort()).toEqual(['ended', 'old']);
    const left = ['used', 'kept', 'ended', 'old', 'young'].map((version) => store().readFlow({ flow: 'signup', version }));
    expect(await Promise.all(left)).toEqual(['used', 'kept', null, null, 'young']);
  });

  it('a version that was live again later counts as young', async () => {
    await save('v1');
    await save('v1', NOW + 10);
    expect(await store().dropFlows({ keep: [], before: NOW + 5 })).toEqual([]);
  });
}
