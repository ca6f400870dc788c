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
export function openDataKeys(database: OpenDatabase, sealer: Sealer): DataKeys {
  return { dedupe: openKey(database, sealer, 'dedupe'), otp: openKey(database, sealer, 'otp') };
}

function openKey({ db }: OpenDatabase, sealer: Sealer, name: keyof DataKeys): Buffer {
  const kept = db.select().from(dataKeys).where(eq(dataKeys.name, name)).get();
  const key = kept ? readKey(sealer, kept.sealed) : randomBytes(KEY_BYTES);
  const sealed = sealer.seal(key.toString('base64'));
  db.insert(dataKeys).values({ name, sealed }).onConflictDoUpdate({ target: dataKeys.name, set: { sealed } }).run();
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
      fix: 'Set the key it was written with (local mode keeps it in data/secret.key), name that one in SECRET_KEY_PREVIOUS, or set DATABASE_URL to a new file.',
      cause,
    });
  }
}
