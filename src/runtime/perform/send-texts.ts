import type { Bell } from '../bell.ts';
import type { Channel, Clock, ContactKey, Logger, Pacer, Random, SendResult, TextSender } from '../ports.ts';
import type { Job, Store } from '../store.ts';

const MAX_ATTEMPTS = 6;
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 60_000;

interface Parts {
  readonly store: Store;
  readonly channel: Channel;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly bell: Bell;
  /** The number of ours that texts outside conversations leave from. */
  readonly from: string;
}

/** Sends queued texts by the channel: each is marked before it is sent, and recorded after. */
export class SendTexts implements TextSender {
  readonly #parts: Parts;
  readonly #watchers = new Map<number, (result: SendResult) => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The handler of jobs of the kind `send`. */
  async send(job: Job): Promise<void> {
    const { store, channel, pacer, clock, logger } = this.#parts;
    const messageId = job.messageId ?? -1;
    await pacer.run(job.contact, async () => {
      const outgoing = await store.beginSend({ messageId, now: clock.now() });
      if (!outgoing) return store.dropJob({ id: job.id, revision: job.revision });
      const result = await channel.send(outgoing);
      const retryAt = this.#retryAt(result, job.attempts);
      await store.settleSend({ messageId, jobId: job.id, result, retryAt, now: clock.now() });
      if (retryAt !== null) this.#parts.bell.ring(retryAt);
      else this.#watchers.get(messageId)?.(result);
      if (result.as !== 'sent')
        logger.warn(
          { message: messageId, as: result.as, code: result.as === 'refused' ? result.code : null, retryAt },
          'A text was not sent',
        );
    });
  }

  /** Queues a text outside any conversation and waits a while for what becomes of it. */
  async sendText({
    to,
    text,
    shown,
    waitMs,
  }: Parameters<TextSender['sendText']>[0]): Promise<'accepted' | 'failed' | 'opted_out'> {
    const { store, clock, bell, from } = this.#parts;
    const contact: ContactKey = { ours: from, channel: 'sms', theirs: to };
    const now = clock.now();
    const id = await store.enqueueText({ contact, text, shown, now });
    const settled = this.#watch(id, waitMs);
    bell.ring(now);
    const result = await settled;
    if (result?.as !== 'refused') return 'accepted';
    return result.code === OPTED_OUT ? 'opted_out' : 'failed';
  }

  #watch(id: number, waitMs: number): Promise<SendResult | null> {
    return new Promise((resolve) => {
      const settle = (result: SendResult | null) => {
        cancel();
        this.#watchers.delete(id);
        resolve(result);
      };
      const cancel = this.#parts.clock.after(waitMs, () => settle(null));
      this.#watchers.set(id, settle);
    });
  }

  #retryAt(result: SendResult, attempts: number): number | null {
    if (result.as !== 'refused' || !result.retry || attempts >= MAX_ATTEMPTS) return null;
    const backoff = Math.min(FIRST_BACKOFF * 2 ** (attempts - 1), LONGEST_BACKOFF);
    const jitter = this.#parts.random.below(Math.ceil(backoff / 2));
    return this.#parts.clock.now() + Math.max((result.retryAfter ?? 0) * 1000, backoff + jitter);
  }
}

/** Twilio's code for a number that has replied STOP. */
const OPTED_OUT = 21610;
