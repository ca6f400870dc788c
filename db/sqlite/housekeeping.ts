import type { Sealer } from '../../src/lib/seal.ts';
import type { Housekeeping } from '../../src/runtime/housekeeping.ts';
import type { Asking, Told } from '../shared/asking.ts';
import { createHousekeeping } from '../shared/housekeeping.ts';
import type { GroupCommit } from './group-commit.ts';
import type { OpenDatabase } from './open-database.ts';

/** The housekeeping of a file. Each slice joins the group of its tick. */
export function createFileHousekeeping({ raw }: OpenDatabase, sealer: Sealer, group: GroupCommit): Housekeeping {
  const prepared = new Map<string, ReturnType<OpenDatabase['raw']['prepare']>>();
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? raw.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  const tell = (sql: string, values: readonly unknown[]): Told => {
    const statement = prepare(sql);
    if (!statement.reader) return { rows: [], changes: statement.run(...values).changes };
    return { rows: statement.all(...values) as Told['rows'], changes: 0 };
  };
  const run = <Result>(work: Asking<Result>): Result => {
    let step = work.next();
    while (!step.done) step = work.next(tell(step.value.sql, step.value.values));
    return step.value;
  };
  return createHousekeeping(sealer, (work) => group.run(() => run(work())));
}
