import { type SQL, sql } from 'drizzle-orm';
import type { Sealer } from '../../src/lib/seal.ts';
import type { Housekeeping } from '../../src/runtime/housekeeping.ts';
import type { Asking } from '../shared/asking.ts';
import { createHousekeeping } from '../shared/housekeeping.ts';
import type { Work } from './open-stores.ts';

/** The housekeeping of a database that processes share: that several do it at once does no harm. */
export function createSharedHousekeeping(work: Work, sealer: Sealer): Housekeeping {
  return createHousekeeping(sealer, <Result>(asking: () => Asking<Result>) =>
    work.run(async ({ database }) => {
      const steps = asking();
      let step = steps.next();
      while (!step.done) {
        const { rows, rowCount } = await database.db.execute(filledIn(step.value.sql, step.value.values));
        step = steps.next({ rows, changes: rowCount ?? 0 });
      }
      return step.value;
    }),
  );
}

/** The statement with its values in place of the question marks. */
function filledIn(text: string, values: readonly unknown[]): SQL {
  const [first = '', ...rest] = text.split('?');
  return sql.join([sql.raw(first), ...rest.flatMap((part, index) => [sql`${values[index]}`, sql.raw(part)])]);
}
