import Bottleneck from 'bottleneck';
import type { ContactKey, Pacer } from '../runtime/ports.ts';

/** What Twilio lets one sender send, in messages a second: https://help.twilio.com/articles/115002943027 */
const WHATSAPP_RATE = 80;
const SHORT_CODE_RATE = 100;
const TOLL_FREE_RATE = 3;
const LONG_CODE_RATE = 1;
const INTERNATIONAL_RATE = 10;

const TOLL_FREE = /^\+1(800|833|844|855|866|877|888)\d{7}$/;
/** The limiter reckons with the machine's clock. Set back by more than this, it would let nothing through until it has caught up. */
const CLOCK_TOLERANCE = 1_000;
/** How often it is looked, while texts wait, whether the clock was set back. */
const LOOK_EVERY = 1_000;

/** Messages a second that a number of ours may send when no setting says otherwise. */
function defaultRate({ ours, channel }: Pick<ContactKey, 'ours' | 'channel'>): number {
  if (channel === 'whatsapp') return WHATSAPP_RATE;
  if (/^\d{3,8}$/.test(ours)) return SHORT_CODE_RATE;
  if (TOLL_FREE.test(ours)) return TOLL_FREE_RATE;
  return ours.startsWith('+1') ? LONG_CODE_RATE : INTERNATIONAL_RATE;
}

/** Messages a second that a number of ours may send. `rate`: what the settings say. */
export function rateOf(sender: Pick<ContactKey, 'ours' | 'channel'>, rate: number | null): number {
  return rate ?? defaultRate(sender);
}

/** One limiter for each sender. It holds only what a worker has already taken from the durable outbox. */
export function createPacer(rate: number | null): Pacer {
  const limiters = new Map<string, Bottleneck>();
  // Of the machine, not of an injected clock: it is the machine's that the limiter goes by.
  const offset = () => Date.now() - performance.now();
  let expected = offset();

  /** What waits in a limiter is turned away: its jobs are tried again, through a new one. */
  const dropAll = (why: string) => {
    const dropped = [...limiters.values()].map((limiter) => limiter.stop({ dropWaitingJobs: true, dropErrorMessage: why }));
    limiters.clear();
    return Promise.all(dropped);
  };

  const noticeSetBack = () => {
    if (offset() < expected - CLOCK_TOLERANCE) void dropAll('The clock was set back.');
    expected = offset();
  };
  // What waits when the clock is set back must not wait for the next text to notice.
  let waiting = 0;
  let watch: NodeJS.Timeout | undefined;

  const limiterOf = (contact: ContactKey): Bottleneck => {
    noticeSetBack();
    const key = `${contact.channel} ${contact.ours}`;
    const known = limiters.get(key);
    if (known) return known;
    const limiter = new Bottleneck({ minTime: 1000 / rateOf(contact, rate) });
    limiters.set(key, limiter);
    return limiter;
  };

  return {
    run: async (contact, send) => {
      waiting++;
      watch ??= setInterval(noticeSetBack, LOOK_EVERY).unref();
      try {
        return await limiterOf(contact).schedule(send);
      } finally {
        waiting--;
        if (waiting === 0) {
          clearInterval(watch);
          watch = undefined;
        }
      }
    },
    waitFor: (contact, count) => (count * 1000) / rateOf(contact, rate),
    close: async () => {
      await dropAll('The server is stopping.');
    },
  };
}

/** Lets everything through at once: for phones that are not there. */
export const unpaced: Pacer = { run: (_contact, send) => send(), waitFor: () => 0, close: async () => {} };
