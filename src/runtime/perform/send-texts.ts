import type { Bell } from '../bell.ts';
import { contactKeyText } from '../holds.ts';
import { insist } from '../insist.ts';
import { Lanes } from '../lanes.ts';
import type { Channel, Clock, ContactKey, Logger, Pacer, Random, SendResult, TextSender } from '../ports.ts';
import type { DoubtSettled, Job, Store } from '../store.ts';
import { decideDoubt } from './decide-doubt.ts';

/** About an hour: an outage of the far side, or of our own line, is longer than a hiccup. */
const MAX_ATTEMPTS = 60;
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 60_000;
/** A text outside a conversation is waited for; behind a queue longer than this it would come too late. */
const LONGEST_QUEUE = 30_000;
/** Twilio's clock and ours may differ by this much. */
const CLOCK_SKEW = 5_000;
/** How often the far side is asked about a text in doubt before it is given up: about an hour, as above. */
const MAX_ASKED = 60;
/** Twilio's code for a number that has replied STOP. */
export const OPTED_OUT = 21610;

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
  readonly #doubts = new Lanes();
  readonly #watchers = new Map<number, (result: SendResult) => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The handler of jobs of the kind `send`. `opted_out`: the far side sends nothing to that contact any more. */
  async send(job: Job): Promise<'done' | 'opted_out'> {
    const { store, channel, pacer, clock, logger, bell } = this.#parts;
    const messageId = job.messageId ?? -1;
    const done = await pacer.run(job.contact, async () => {
      const outgoing = await store.beginSend({ messageId, now: clock.now() });
      if (!outgoing) return 'done';
      const answer = await channel.send(outgoing);
      const { result, retryAt } = this.#judge(answer, job);
      const settle = () => store.settleSend({ messageId, jobId: job.id, result, retryAt, now: clock.now() });
      await (store.shared ? insist(clock, settle) : settle());
      if (retryAt === null) this.#watchers.get(messageId)?.(result);
      if (result.as !== 'sent')
        logger.warn(
          { message: messageId, as: result.as, code: codeOf(result), reason: result.reason, again: retryAt !== null },
          'A text was not sent',
        );
      return result.as === 'refused' && result.code === OPTED_OUT ? 'opted_out' : 'done';
    });
    // Others of this contact, or beyond the bound, may have waited for this one.
    bell.ring(clock.now());
    return done;
  }

  /** The handler of jobs of the kind `settle`: was the text sent or not? One after the other for each contact, so that no two find the same. */
  settle(job: Job): Promise<void> {
    return this.#doubts.run(contactKeyText(job.contact), () => this.#settle(job));
  }

  async #settle(job: Job): Promise<void> {
    const { store, channel, clock, logger, bell } = this.#parts;
    const messageId = job.messageId ?? -1;
    const doubt = await store.readDoubt({ messageId });
    // Whatever settles a doubt sees to its job, which may have another thing to do by now.
    if (!doubt) return;
    const listed = await channel.listSent({ contact: doubt.contact, since: doubt.since - CLOCK_SKEW });
    if (!listed.ok && job.attempts < MAX_ASKED) {
      const dueAt = clock.now() + this.#backoff(job.attempts);
      await store.retryJob({ id: job.id, revision: job.revision, dueAt, error: listed.reason });
      return bell.ring(dueAt);
    }
    // Meanwhile a report may have settled it, and other texts may have got out.
    const still = await store.readDoubt({ messageId });
    if (!still) return;
    const settled: DoubtSettled = listed.ok
      ? decideDoubt(still, listed.items)
      : { as: 'failed', reason: `Nobody could say whether it was sent: ${listed.reason}` };
    await store.settleDoubt({ messageId, jobId: job.id, settled, now: clock.now() });
    logger.warn({ message: messageId, settled: settled.as }, 'A text in doubt was settled');
    bell.ring(clock.now());
  }

  /** Queues a text outside any conversation and waits a while for what becomes of it. */
  async sendText({
    to,
    text,
    shown,
    waitMs,
    expiresAt,
  }: Parameters<TextSender['sendText']>[0]): Promise<'accepted' | 'failed' | 'opted_out'> {
    const { store, clock, bell, from, pacer } = this.#parts;
    const contact: ContactKey = { ours: from, channel: 'sms', theirs: to };
    if (pacer.waitFor(contact, await store.countUrgent()) > LONGEST_QUEUE) return 'failed';
    const now = clock.now();
    const queued = await store.enqueueText({ contact, text, shown, expiresAt, now });
    if (queued.as === 'opted_out') return 'opted_out';
    const settled = this.#watch(queued.messageId, waitMs);
    bell.ring(now);
    const result = await settled;
    // Still queued is as good as sent; in doubt is not, and the text is not sent again.
    if (result === null || result.as === 'sent') return 'accepted';
    return codeOf(result) === OPTED_OUT ? 'opted_out' : 'failed';
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

  #judge(result: SendResult, { attempts, expiresAt }: Job): { readonly result: SendResult; readonly retryAt: number | null } {
    if (result.as !== 'refused' || !result.retry || attempts >= MAX_ATTEMPTS) return { result, retryAt: null };
    const retryAt = this.#parts.clock.now() + Math.max((result.retryAfter ?? 0) * 1000, this.#backoff(attempts));
    if (expiresAt === null || retryAt < expiresAt) return { result, retryAt };
    return { result: { ...result, reason: `Its code expires before it could be tried again. ${result.reason}` }, retryAt: null };
  }

  #backoff(attempts: number): number {
    const backoff = Math.min(FIRST_BACKOFF * 2 ** (attempts - 1), LONGEST_BACKOFF);
    return backoff + this.#parts.random.below(Math.ceil(backoff / 2));
  }
}

function codeOf(result: SendResult): number | null {
  return result.as === 'refused' ? result.code : null;
}
