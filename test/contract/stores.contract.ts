import { afterEach, beforeEach, describe } from 'vitest';
import type { Stores } from '../../db/open-store.ts';
import { consolePromises } from './console-store.contract.ts';
import { eventPromises } from './event-store.contract.ts';
import { otpStorePromises } from './otp-store.contract.ts';

/** What stands beside the store itself, said only through the ports. `open` gives a new and empty database that keeps events. */
export function storesContract(
  name: string,
  open: () => Promise<{ readonly stores: Stores; readonly close: () => Promise<void> }>,
) {
  describe(name, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describe('events', () => eventPromises(() => opened.stores));
    describe('codes', () => otpStorePromises(() => opened.stores.otpStore));
    describe('the console', () => consolePromises(() => opened.stores));
  });
}
