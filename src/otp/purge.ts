import { describeError } from '../lib/errors.ts';
import type { OtpStore } from '../runtime/otp-store.ts';
import type { Clock, Logger } from '../runtime/ports.ts';
import { HOUR } from './policy.ts';

/** Deletes at start, and every hour, what no budget and no repeat needs any more. Returns what stops it. */
export function startOtpPurge(parts: { readonly store: OtpStore; readonly clock: Clock; readonly logger: Logger }): () => void {
  const { store, clock, logger } = parts;
  let cancel = () => {};
  const purge = () => {
    cancel = clock.after(HOUR, purge);
    store.purge({ before: clock.now() }).then(
      (rows) => logger.debug({ rows }, 'Old codes were deleted'),
      (error: unknown) => logger.error({ error: describeError(error) }, 'Old codes could not be deleted; tried again in an hour'),
    );
  };
  purge();
  return () => cancel();
}
