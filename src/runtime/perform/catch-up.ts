import { describeError } from '../../lib/errors.ts';
import type { Channel, Clock, ContactKey, Logger, ReceivedText } from '../ports.ts';
import type { Received } from '../received.ts';
import type { Store, SweptNumber } from '../store.ts';

const EVERY = 60_000;
/** A webhook that is on its way is left to arrive by itself. */
const YOUNGEST = 60_000;
/** What was seen shortly before is listed again: Twilio's list may lag. */
const OVERLAP = 120_000;

interface Parts {
  readonly store: Store;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes a message as if its webhook had come; one that was taken before is ignored there. */
  readonly take: (message: Received) => Promise<void>;
  /** Our own numbers by the settings; numbers that people have texted are added. */
  readonly ours: readonly Pick<ContactKey, 'ours' | 'channel'>[];
  /** Older messages are not taken any more, in milliseconds. */
  readonly maxAge: number;
}

/** Looks at start and every minute for messages that Twilio took and we never heard of. */
export class CatchUp {
  readonly #parts: Parts;
  #cancel: () => void = () => {};
  /** Until when this process has looked: a number that is met later is ours from then on. */
  #lookedUntil = 0;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Resolves once it is on disk when this installation first started, if this is that time. */
  async start(): Promise<void> {
    await this.#parts.store.readOrigin({ now: this.#parts.clock.now() });
    this.#next(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  /** One sweep over all our numbers, each from where the last one came to. Never rejects. */
  async sweep(): Promise<void> {
    const { store, clock, logger, maxAge } = this.#parts;
    try {
      const now = clock.now();
      const { firstStart, ours } = await store.readOrigin({ now });
      const from = Math.max(firstStart, now - maxAge);
      const until = now - YOUNGEST;
      if (until <= from) return;
      const unknown = this.#parts.ours.map((to): SweptNumber => ({ ...to, sweptUntil: null }));
      const numbers = new Map([...unknown, ...ours].map((to) => [`${to.channel} ${to.ours}`, to]));
      let whole = true;
      for (const to of numbers.values()) {
        // A look that was beyond this one by more than clocks differ was made by a clock that was wrong: it counts for nothing.
        const marked = to.sweptUntil ?? this.#lookedUntil;
        const last = marked <= until + OVERLAP ? marked : 0;
        whole = (await this.#sweepNumber(to, Math.max(from, last - OVERLAP), until)) && whole;
        if (this.#stopped) return;
      }
      if (whole) this.#lookedUntil = until;
    } catch (error) {
      logger.error({ error: describeError(error) }, 'Missed messages could not be looked for');
    }
  }

  async #sweepNumber({ ours, channel: way }: SweptNumber, since: number, until: number): Promise<boolean> {
    const { store, channel, logger, take } = this.#parts;
    const to = { ours, channel: way };
    const listed = await channel.listReceived({ to, since });
    if (!listed.ok) {
      logger.warn({ reason: listed.reason }, 'Twilio could not be asked for missed messages');
      return false;
    }
    const [oldest] = listed.items;
    if (listed.isCut && oldest && oldest.at > since)
      logger.error(
        { from: new Date(since).toISOString(), to: new Date(oldest.at).toISOString() },
        'More messages came than can be listed: those between these times are answered only if their webhooks arrived',
      );
    for (const text of listed.items) {
      if (this.#stopped) return false;
      if (text.at >= since && text.at <= until) await take(received(to, text));
    }
    await store.markSwept({ to, until });
    return true;
  }

  #next(ms: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#running = this.sweep().finally(() => this.#next(EVERY));
    });
  }
}

function received({ ours, channel }: Pick<ContactKey, 'ours' | 'channel'>, text: ReceivedText): Received {
  return {
    contact: { ours, channel, theirs: text.from },
    sid: text.sid,
    text: text.text,
    media: [],
    button: null,
    location: null,
    name: null,
    optOut: null,
  };
}
