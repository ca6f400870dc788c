import { parseArgs } from 'node:util';
import { startEmbedded } from '../support/embedded-postgres.ts';
import { runCrashes } from './run.ts';

/** For one kill and the start after it, in milliseconds. */
const TIME_A_KILL = 3_000;
/** Of several, one may stand still for a while before the next is killed. */
const TIME_A_KILL_OF_SEVERAL = 9_000;

const { values } = parseArgs({
  options: {
    postgres: { type: 'boolean', default: false },
    kills: { type: 'string', default: '200' },
    people: { type: 'string', default: '200' },
  },
});
const kills = Number(values.kills);
const own = values.postgres ? await startEmbedded() : null;
const postgres = await own?.server.create();
const report = await runCrashes({
  ...(postgres === undefined ? {} : { postgres }),
  kills,
  people: Number(values.people),
  limit: 30_000 + kills * (values.postgres ? TIME_A_KILL_OF_SEVERAL : TIME_A_KILL),
  tell: (line) => process.stderr.write(`${line}\n`),
});
await own?.close();
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.problems.length > 0 || report.lastExit !== 0 ? 1 : 0;
