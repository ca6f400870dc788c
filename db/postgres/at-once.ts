import { codeOf } from './transactions.ts';

/** An earlier statement of the transaction has failed: that one says why. */
const AFTER_A_FAILURE = '25P02';

/**
 * Waits for work in one transaction that was begun at once. When it rejects, none of it is under way any more: a statement
 * that came after the transaction was rolled back would stand alone.
 */
export async function allDone(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works))
    .filter((one) => one.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  if (failed.length > 0) throw failed.find((reason) => codeOf(reason) !== AFTER_A_FAILURE) ?? failed[0];
}
