import { parseArgs } from 'node:util';
import { runCrashes } from './run.ts';

/** For one kill and the start after it, in milliseconds. */
const TIME_A_KILL = 3_000;

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, people: { type: 'string', default: '200' } },
});
const kills = Number(values.kills);
const report = await runCrashes({
  kills,
  people: Number(values.people),
  limit: 30_000 + kills * TIME_A_KILL,
  tell: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.problems.length > 0 || report.lastExit !== 0 ? 1 : 0;
