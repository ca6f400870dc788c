import type { Clock } from './ports.ts';

const PAUSE = 500;
/** Longer than a database takes to come back, shorter than anybody waits for. */
const TRIES = 120;

/** Tells the store what only this process knows, again and again while the store is out of reach. Rejects when it stays so. */
export async function insist<T>(clock: Clock, tell: () => Promise<T>, isOver: () => boolean = () => false): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await tell();
    } catch (error) {
      if (tries >= TRIES || isOver()) throw error;
      await new Promise<void>((resolve) => void clock.after(PAUSE, resolve));
    }
  }
}
