import type { Pacer } from '../../src/runtime/ports.ts';
import type { Life } from './life.ts';

/** Milliseconds between two texts from one of our numbers. */
const PACE = 100;

/** Lets one text after the other through, at an even pace. `close` turns away what still waits, as the real one does. */
export function steadyPacer({ clock }: Life): Pacer {
  const waiting = new Set<(error: Error) => void>();
  let free = 0;
  const turn = () =>
    new Promise<void>((resolve, reject) => {
      const begin = Math.max(clock.monotonic(), free);
      free = begin + PACE;
      const cancel = clock.after(begin - clock.monotonic(), () => {
        waiting.delete(turnAway);
        resolve();
      });
      const turnAway = (error: Error) => {
        cancel();
        reject(error);
      };
      waiting.add(turnAway);
    });
  return {
    run: async (_contact, send) => {
      await turn();
      return send();
    },
    waitFor: (_contact, count) => count * PACE,
    close: () => {
      for (const turnAway of waiting) turnAway(new Error('The server is stopping.'));
      waiting.clear();
      return Promise.resolve();
    },
  };
}
