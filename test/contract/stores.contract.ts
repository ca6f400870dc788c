import { afterEach, beforeEach, describe } from 'vitest';
import { consolePromises } from './console-store.contract.ts';
import { eventPromises } from './event-store.contract.ts';
import { housekeepingPromises, type KeptStores } from './housekeeping.contract.ts';
import { otpStorePromises } from './otp-store.contract.ts';
import { peoplePromises } from './people.contract.ts';

/** What stands beside the store itself, said only through the ports. `open` gives a new and empty database that keeps events, under the first key of the housekeeping contract. */
export function storesContract(name: string, open: () => Promise<KeptStores & { readonly close: () => Promise<void> }>) {
  describe(name, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describe('events', () => eventPromises(() => opened.stores));
    describe('codes', () => otpStorePromises(() => opened.stores.otpStore));
    describe('the console', () => consolePromises(() => opened.stores));
    describe('people', () => peoplePromises(() => opened.stores));
    describe('housekeeping', () => housekeepingPromises(() => opened));
  });
}
