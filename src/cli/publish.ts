import { Command } from 'commander';
import { openStores, type Stores } from '../../db/open-store.ts';
import { checkOptions } from '../config/check-options.ts';
import type { Config } from '../config/config.ts';
import { createSealer } from '../core-parts.ts';
import { checkApiChanges } from '../flow/check-kept.ts';
import { type Loaded, loadFlows } from '../flow/load.ts';
import { formatProblem } from '../flow/problem.ts';
import { describeError, ParleyError } from '../lib/errors.ts';
import type { PublishedBy } from '../runtime/console-store.ts';
import { digestOfAll, namedByPlace } from '../runtime/released-folder.ts';
import { systemClock } from '../runtime/system.ts';
import { EXIT } from './exit-codes.ts';
import { loadCheckedFlows } from './load-checked-flows.ts';
import { readConfig } from './read-config.ts';

const BY = 'command line';

type Parts = Stores & { readonly shared: NonNullable<Stores['shared']> };

/** `parley publish`: makes the folder of flows live on all processes that share the database. */
export function publishCommand(): Command {
  return new Command('publish')
    .description('make the folder of flows live on every server of a Postgres database')
    .option('--rollback', 'make what was live before the last publication live again')
    .action(async (options: { rollback?: true }) => {
      const config = readConfig();
      if (!config) return;
      if (config.database.kind === 'sqlite')
        return refuse('With SQLite the folder of flows is live as it is: just save the file.');
      try {
        await withStores(config, (stores) => (options.rollback ? rollBack(config, stores) : publish(config, stores)));
      } catch (error) {
        if (!(error instanceof ParleyError)) throw error;
        refuse(describeError(error));
      }
    });
}

function refuse(reason: string): void {
  process.stderr.write(`Nothing was published: ${reason}\n`);
  process.exitCode = EXIT.configuration;
}

async function withStores(config: Config, work: (stores: Parts) => Promise<void>): Promise<void> {
  const stores = await openStores(config.database, createSealer(config));
  try {
    if (stores.shared) await work({ ...stores, shared: stores.shared });
  } finally {
    await stores.store.close();
  }
}

async function publish(config: Config, stores: Parts): Promise<void> {
  const loaded = loadCheckedFlows(config);
  if (!loaded) return;
  const { releases } = stores.shared;
  const live = await releases.latest();
  const sources = namedByPlace(loaded.sources);
  const digest = digestOfAll(sources);
  if (live?.digest === digest) return say('Nothing to publish: this is what is live.');
  const kept = await stores.store.usedFlows();
  const broken = checkApiChanges(kept, live?.sources ?? [], sources, checkOptions(config)).filter(
    ({ severity }) => severity === 'error',
  );
  if (broken.length > 0) {
    process.stderr.write(`${broken.map((problem) => formatProblem(problem)).join('\n')}\nNothing was published.\n`);
    process.exitCode = EXIT.findings;
    return;
  }
  await releases.add({ sources, digest, by: BY, now: systemClock.now() });
  await record(stores, live && loadFlows(live.sources, checkOptions(config)), loaded, 'published');
  say('Published. Every server has it within a second; conversations under way go on as they began.');
}

async function rollBack(config: Config, stores: Parts): Promise<void> {
  const { releases } = stores.shared;
  const live = await releases.latest();
  const restored = await releases.rollBack({ by: BY, now: systemClock.now() });
  if (!restored) {
    process.stderr.write('There is nothing before what is live now.\n');
    process.exitCode = EXIT.findings;
    return;
  }
  const options = checkOptions(config);
  await record(stores, live && loadFlows(live.sources, options), loadFlows(restored.sources, options), 'rolled_back');
  say('Rolled back. Every server has it within a second.');
}

/** The history of flows that the console shows. */
async function record({ consoleStore }: Parts, before: Loaded | null, now: Loaded, how: PublishedBy): Promise<void> {
  for (const { id: flow, version } of now.flows) {
    if (before?.flows.some((one) => one.id === flow && one.version === version)) continue;
    const source = now.sources.find((one) => one.kind === 'flow' && one.id === flow)?.text ?? '';
    await consoleStore.addPublication({ flow, version, source, how, by: BY, at: systemClock.now() });
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
