import type { Sabotage } from './server.ts';

/** Ways to break a promise of the engine, by what it then does wrong. The checks must notice each of them. */
export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'forgets which messages it has taken': (store, { database }) => ({
    ...store,
    open: (query) => store.open({ ...query, sid: null }),
    commit: async (turn) => {
      await database.tamper('DELETE FROM dedupe');
      return store.commit(turn);
    },
  }),
  'forgets what it has said': (store) => ({ ...store, markSaid: () => Promise.resolve() }),
  'drops what arrives while it is busy': (store) => ({
    ...store,
    record: async (query) => (query.status === 'kept' ? 'full' : store.record(query)),
  }),
  'sends again at once what may have been sent': (store, { database }) => ({
    ...store,
    settleSend: async (query) => {
      if (query.result.as !== 'unknown') return store.settleSend(query);
      await store.settleSend({ ...query, retryAt: query.now });
      // Also where a report has said meanwhile that it was sent.
      await database.tamper(`UPDATE messages SET status = 'queued' WHERE id = ${query.messageId}`);
    },
  }),
  'makes a call again under another key': (store, { seeded }) => ({
    ...store,
    claimJobs: async (query) =>
      (await store.claimJobs(query)).map((job) => (job.kind === 'call' ? { ...job, key: seeded.uuid() } : job)),
  }),
  'wakes conversations too early': (store) => ({
    ...store,
    commit: (turn) => store.commit(turn.job?.kind === 'delay' ? { ...turn, job: { ...turn.job, dueAt: turn.now } } : turn),
  }),
  'goes on texting after STOP': (store) => ({
    ...store,
    open: async (query) => ({ ...(await store.open(query)), optedOut: false }),
  }),
  'moves texts backward': (store, { database }) => ({
    ...store,
    report: async (report) => {
      const whose = await store.report(report);
      if (report.status === 'sent') await database.tamper(`UPDATE messages SET status = 'sent' WHERE id = ${report.messageId}`);
      return whose;
    },
  }),
};
