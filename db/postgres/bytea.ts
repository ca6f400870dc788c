import { customType } from 'drizzle-orm/pg-core';

/** Bytes: what is encrypted, and keyed hashes. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
