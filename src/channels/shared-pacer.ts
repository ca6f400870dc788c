import { describeError } from '../lib/errors.ts';
import type { SlotStore } from '../runtime/cluster.ts';
import type { Clock, ContactKey, Pacer } from '../runtime/ports.ts';
import { rateOf } from './pacer.ts';

/** Paces the texts of each sender over all processes: each takes the next slot when its turn comes, so none takes them ahead. */
export function createSharedPacer({ rate, slots, clock }: { rate: number | null; slots: SlotStore; clock: Clock }): Pacer {
  const last = new Map<string, Promise<void>>();
  const waiting = new Set<() => void>();
  let closed = false;

  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        waiting.delete(done);
        resolve();
      };
      const cancel = clock.after(ms, done);
      waiting.add(done);
    });
  const slot = async (contact: ContactKey) => {
    if (closed) return;
    await wait(await slots.reserve({ sender: contact, interval: 1000 / rateOf(contact, rate) }));
  };

  return {
    run: async (contact, send) => {
      const key = `${contact.channel} ${contact.ours}`;
      const before = last.get(key) ?? Promise.resolve();
      const turn = before.then(() => slot(contact));
      // The next one of this sender gets its turn whatever became of this one.
      last.set(
        key,
        turn.catch(() => {}),
      );
      await turn.catch((error: unknown) => {
        throw new Error(`No time to send could be had: ${describeError(error)}`, { cause: error });
      });
      if (closed) throw new Error('The server is stopping.');
      return send();
    },
    waitFor: (contact, count) => (count * 1000) / rateOf(contact, rate),
    close: async () => {
      closed = true;
      for (const done of Array.from(waiting)) done();
    },
  };
}
