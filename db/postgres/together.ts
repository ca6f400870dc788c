import type { Committed, Opened, Store, TurnCommit } from '../../src/runtime/store.ts';
import { Batches } from './batches.ts';
import type { NodeBook } from './nodes.ts';
import type { Work } from './open-stores.ts';
import { isRefused, Rejected } from './transactions.ts';

type Said = Parameters<Store['markSaid']>[0];

/** What every webhook asks of the database, done together with what others ask at the same time. */
export type Together = ReturnType<typeof createTogether>;

export function createTogether(work: Work, nodes: NodeBook) {
  const openings = new Batches<Parameters<Store['open']>[0], Opened>((queries) =>
    work.read((session) => session.openings.open(queries)),
  );
  const commits = new Batches<TurnCommit, Committed>(async (turns) => {
    const outcomes = await orNone(work.run((session) => session.commits.commit(turns, false)));
    return turns.map((turn, at) => {
      const outcome = outcomes?.[at];
      return () => (outcome && outcome.as !== 'busy' ? outcome : commitAlone(work, nodes, turn));
    });
  });
  const said = new Batches<Said, void>(async (texts) => {
    const ids = texts.flatMap((one) => one.ids);
    const now = Math.max(...texts.map((one) => one.now));
    await work.run(({ outbox }) => outbox.markSaid(ids, now));
    return texts.map(() => () => {});
  });
  const idle = async () => void (await Promise.all([openings.idle(), commits.idle(), said.idle()]));
  return { openings, commits, said, idle };
}

/** A turn that another one of its contact, or one beside it that failed, kept from being committed with the others. */
async function commitAlone(work: Work, nodes: NodeBook, turn: TurnCommit): Promise<Committed> {
  const node = nodes.id;
  try {
    const [outcome] = await work.run((session) => session.commits.commit([turn], true));
    // A new contact that another process has added and erased again.
    return outcome && outcome.as !== 'busy' ? outcome : { as: 'conflict' };
  } catch (error) {
    if (!(error instanceof Rejected) || error.as === 'moved') throw error;
    if (error.as !== 'struck') return { as: error.as };
    await work.read(({ database }) => nodes.renew(database, node));
    return commitAlone(work, nodes, turn);
  }
}

/** Null for what the database has refused and rolled back. */
async function orNone<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (isRefused(error)) return null;
    throw error;
  });
}
