import { GroupCommit } from '../../../db/sqlite/group-commit.ts';

// Loaded before a server that is to have a commit a write: what the group commit saves is seen beside it.

const run = Reflect.get(GroupCommit.prototype, 'run');

GroupCommit.prototype.run = function commitAtOnce<T>(this: GroupCommit, work: () => T): Promise<T> {
  const done = run.call(this, work) as Promise<T>;
  this.flush();
  return done;
};
