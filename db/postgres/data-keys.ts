import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { ParleyError } from '../../src/lib/errors.ts';
import { SealError, type Sealer } from '../../src/lib/seal.ts';
import type { OpenDatabase } from './open-database.ts';
import { dataKeys } from './schema.ts';

/** Keys of hashes that must mean the same after SECRET_KEY was changed. */
export interface DataKeys {
  readonly dedupe: Buffer;
  readonly otp: Buffer;
}

const KEY_BYTES = 32;

/**
 * The keys of this database: made once at random, kept encrypted under SECRET_KEY, encrypted anew under a new one.
 * @throws ParleyError when the database was written with another SECRET_KEY that is not the previous one either.
 */
export async function openDataKeys(database: OpenDatabase, sealer: Sealer): Promise<DataKeys> {
  return { dedupe: await openKey(database, sealer, 'dedupe'), otp: await openKey(database, sealer, 'otp') };
}

async function openKey({ db }: OpenDatabase, sealer: Sealer, name: keyof DataKeys): Promise<Buffer> {
  // Of processes that start together, one makes the key and all take it.
  const fresh = sealer.seal(randomBytes(KEY_BYTES).toString('base64'));
  await db.insert(dataKeys).values({ name, sealed: fresh }).onConflictDoNothing();
  const [kept] = await db.select().from(dataKeys).where(eq(dataKeys.name, name));
  if (!kept) throw new Error(`The key "${name}" of the database is gone.`);
  const key = readKey(sealer, kept.sealed);
  const sealed = sealer.seal(key.toString('base64'));
  await db.update(dataKeys).set({ sealed }).where(eq(dataKeys.name, name));
  return key;
}

function readKey(sealer: Sealer, sealed: Buffer): Buffer {
  try {
    return Buffer.from(sealer.open(sealed), 'base64');
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause;
    throw new ParleyError({
      code: 'other_key',
      message: 'The database was written with another SECRET_KEY, so its texts and secrets cannot be read.',
      fix: 'Set the key it was written with (a server on SQLite in local mode keeps it in data/secret.key), name that one in SECRET_KEY_PREVIOUS, or set DATABASE_URL to another database.',
      cause,
    });
  }
}
