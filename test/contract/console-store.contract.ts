import { expect, it } from 'vitest';
import type { Stores } from '../../db/open-store.ts';
import { arrived, begin, NOW, say } from './store-fixtures.ts';

type ConsoleParts = Pick<Stores, 'store' | 'consoleStore' | 'figures'>;

/** What every store must keep for the console, and count for it. */
export function consolePromises(stores: () => ConsoleParts): void {
  it('keeps who did what, newest first, page by page', async () => {
    const { consoleStore } = stores();
    for (const at of [1, 2, 3]) {
      await consoleStore.addAudit({ at, who: 'ada', address: '127.0.0.1', action: `act.${at}`, target: null });
    }
    const first = await consoleStore.listAudit({ before: null, limit: 2 });
    expect(first.items.map(({ action }) => action)).toEqual(['act.3', 'act.2']);
    expect((await consoleStore.listAudit({ before: first.next, limit: 2 })).items).toMatchObject([{ action: 'act.1', at: 1 }]);
    expect(await consoleStore.actionsDone({ actions: ['act.1', 'act.9'] })).toEqual(new Set(['act.1']));
  });

  it('keeps one draft of a flow until it is dropped', async () => {
    const { consoleStore } = stores();
    const draft = { flow: 'signup', source: '{}', base: null, by: 'ada', at: 5 };
    await consoleStore.saveDraft({ draft, over: null });
    await consoleStore.saveDraft({ draft: { ...draft, source: '{ }', at: 6 }, over: '{}' });
    expect(await consoleStore.listDrafts()).toEqual([{ ...draft, source: '{ }', at: 6 }]);
    expect(await consoleStore.readDraft({ flow: 'signup' })).toMatchObject({ source: '{ }' });
    expect(await consoleStore.dropDraft({ flow: 'signup', source: '{ }' })).toBe(true);
    expect(await consoleStore.readDraft({ flow: 'signup' })).toBeNull();
  });

  it('replaces and drops no draft but the one that was read', async () => {
    const { consoleStore } = stores();
    const draft = { flow: 'signup', source: 'one', base: null, by: 'ada', at: 5 };
    const save = (source: string, over: string | null) => consoleStore.saveDraft({ draft: { ...draft, source }, over });
    expect(await save('two', 'one')).toBe(false);
    expect((await Promise.all([save('one', null), save('one', null)])).toSorted()).toEqual([false, true]);
    const [two, three] = await Promise.all([save('two', 'one'), save('three', 'one')]);
    expect(three, 'one of the two is first, on two connections either').toBe(!two);
    expect(await consoleStore.dropDraft({ flow: 'signup', source: 'one' })).toBe(false);
    expect(await consoleStore.listDrafts()).toEqual([{ ...draft, source: two ? 'two' : 'three' }]);
  });

  it('keeps each version that came to be live with its file', async () => {
    const { consoleStore } = stores();
    const publication = { flow: 'signup', version: 'v1', source: 'one', how: 'published' as const, by: 'ada', at: 5 };
    await consoleStore.addPublication(publication);
    await consoleStore.addPublication({ ...publication, version: 'v2', source: 'two', how: 'file', by: null, at: 6 });
    const { source: _, ...shown } = publication;
    expect(await consoleStore.listPublications({ flow: 'signup' })).toEqual([
      { ...shown, version: 'v2', how: 'file', by: null, at: 6 },
      shown,
    ]);
    expect(await consoleStore.readPublished({ flow: 'signup', version: 'v1' })).toBe('one');
    expect(await consoleStore.readPublished({ flow: 'signup', version: 'v3' })).toBeNull();
  });

  it('counts conversations, segments and what is on its way', async () => {
    const { store, figures } = stores();
    await begin(store, { message: arrived('SM1'), say: [say('hello')] });
    expect(await figures.countOpen()).toEqual([{ flow: 'signup', version: 'v1', count: 1 }]);
    expect(await figures.countOutcomes({ since: NOW })).toEqual([{ flow: 'signup', outcome: null, count: 1 }]);
    expect(await figures.countSegments({ since: NOW })).toBe(1);
    expect(await figures.countSegments({ since: NOW + 1 })).toBe(0);
    expect((await figures.listOut({ status: null, before: null, limit: 5 })).items).toMatchObject([
      { shown: 'hello', status: 'queued', deadLetter: null, erased: false },
    ]);
    expect(await figures.countDeadLetters()).toBe(0);
    expect(await figures.countDeliveredCodes({ since: 0 })).toEqual([]);
  });

  it('counts how far those came that a flow verifies', async () => {
    const { store, figures } = stores();
    const trace = [{ step: 'send', on: 'api', call: { ok: true, api: 'otp-send' } }] as never;
    const { conversationId } = await begin(store, { trace });
    const parts = { flows: ['signup'], sending: ['otp-send'], checking: ['otp-check'] };
    const day = Math.floor(NOW / 86_400_000);
    expect(await figures.countFunnel({ since: 0, ...parts })).toEqual([
      { day, asked: 1, numberOk: 1, sent: 1, typed: 0, verified: 0 },
    ]);
    expect(await figures.listCalls({ since: 0, api: 'otp-send', limit: 5 })).toMatchObject([{ at: NOW, conversationId }]);
    expect(await figures.listCalls({ since: 0, api: 'other', limit: 5 })).toEqual([]);
  });
}
