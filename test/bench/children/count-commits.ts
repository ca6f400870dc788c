import { GroupCommit } from '../../../db/sqlite/group-commit.ts';
import { answerReports } from './report.ts';

// Loaded before the server: it counts what the server's group commit does and leaves it as it is.

const counted = { commits: 0, writes: 0 };
let waiting = 0;
const run = Reflect.get(GroupCommit.prototype, 'run');
const flush = Reflect.get(GroupCommit.prototype, 'flush');

GroupCommit.prototype.run = function countWrite<T>(this: GroupCommit, work: () => T): Promise<T> {
  waiting++;
  return run.call(this, work) as Promise<T>;
};

GroupCommit.prototype.flush = function countCommit(this: GroupCommit): void {
  if (waiting > 0) {
    counted.commits++;
    counted.writes += waiting;
    waiting = 0;
  }
  flush.call(this);
};

answerReports(counted);
