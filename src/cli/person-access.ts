import { openStores } from '../../db/open-store.ts';
import { checkOptions } from '../config/check-options.ts';
import type { Config } from '../config/config.ts';
import { createSealer } from '../core-parts.ts';
import { loadFlows } from '../flow/load.ts';
import { readSources } from '../flow/source.ts';
import { describeError, ParleyError } from '../lib/errors.ts';
import { personHash } from '../lib/person-hash.ts';
import { phoneCountry } from '../lib/phone.ts';
import { createForget } from '../otp/forget.ts';
import { People } from '../runtime/people.ts';
import { systemClock } from '../runtime/system.ts';
import { EXIT } from './exit-codes.ts';

/** What is done about whom: it stands in the audit log, as what the server does. */
interface Doing {
  readonly action: 'person.erase' | 'person.export';
  readonly address: string;
}

/** Does something about a person: by the server that runs, else in the database itself. Null when it failed, with the reason on stderr. */
export async function accessPerson<Result>(
  config: Config,
  doing: Doing,
  by: { readonly server: () => Promise<Result>; readonly database: (people: People) => Promise<Result> },
): Promise<Result | null> {
  try {
    return await inDatabase(config, doing, by.database).catch((error: unknown) => {
      if (error instanceof ParleyError && error.code === 'database_in_use') return by.server();
      throw error;
    });
  } catch (error) {
    process.stderr.write(`Nothing was done: ${describeError(error)}\n`);
    const isSettings = error instanceof ParleyError && error.code !== 'no_answer';
    process.exitCode = isSettings ? EXIT.configuration : EXIT.network;
    return null;
  }
}

async function inDatabase<Result>(config: Config, doing: Doing, work: (people: People) => Promise<Result>): Promise<Result> {
  const stores = await openStores(config.database, createSealer(config));
  const { store, otpStore, consoleStore, keys } = stores;
  try {
    const country = phoneCountry(config.twilio?.fromNumber ?? '') ?? undefined;
    const eraseContact = (contactId: number) => store.eraseContact({ contactId });
    const secrets = secretNames(config);
    const done = await work(
      new People({ store, eraseContact, forget: createForget(otpStore, keys.otp), secrets: () => secrets, country }),
    );
    const target = personHash(keys.dedupe, doing.address);
    await consoleStore.addAudit({ at: systemClock.now(), who: 'command line', address: '', action: doing.action, target });
    return done;
  } finally {
    await store.close();
  }
}

/** Of whatever flows can be read: a person may be shown and erased with broken ones too. */
function secretNames(config: Config): ReadonlySet<string> {
  try {
    const { flows } = loadFlows(readSources(config.flowsDir), checkOptions(config));
    return new Set(flows.flatMap((flow) => [...flow.secrets]));
  } catch {
    return new Set();
  }
}
