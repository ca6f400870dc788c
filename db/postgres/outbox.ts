import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactKey, Outgoing, SendResult } from '../../src/runtime/ports.ts';
import type { DeliveryReport, DoubtfulText, NewText, OutboundStatus, Store } from '../../src/runtime/store.ts';
import { countSegments } from '../../src/lib/segments.ts';
import { isOutsideWindow } from '../../src/lib/whatsapp-window.ts';
import type { Bodies } from '../shared/bodies.ts';
import type { Contacts } from './contacts.ts';
import type { Jobs } from './jobs.ts';
import type { NodeBook } from './nodes.ts';
import type { OpenDatabase } from './open-database.ts';
import { plainText } from './plain-text.ts';
import { one } from './transactions.ts';
import { prepareOutbox } from './outbox-statements.ts';

/** Codes are waited for, so their texts go before all others. */
const URGENT = 10;
/** How long a delivery report may take before Twilio is asked. */
const REPORT_WAIT = 10_000;
/** Twilio's code for a number that has replied STOP. */
const OPTED_OUT = 21610;
const TOO_LATE = 'The code in it has expired before it could be sent.';
/** A text that got out this long before another one's doubt began may still be among those listed since then. */
const LISTED_LATE = 10_000;

/** Twilio's code for it is 63016. */
const OUTSIDE_WINDOW =
  'outside_window The person has not written on WhatsApp for 24 hours, so the text was not sent. Give the message a content template.';

type Settle = Parameters<Store['settleSend']>[0];

interface Parts {
  readonly sealer: Sealer;
  readonly bodies: Bodies;
  readonly jobs: Jobs;
  readonly contacts: Contacts;
  readonly nodes: NodeBook;
  readonly optOut: (contactId: number, now: number) => Promise<void>;
}

/** Texts on their way out: queued, sending, and what became of them. To be run in a transaction. */
export class Outbox {
  readonly #statements: ReturnType<typeof prepareOutbox>;
  readonly #sealer: Sealer;
  readonly #bodies: Bodies;
  readonly #jobs: Jobs;
  readonly #contacts: Contacts;
  readonly #nodes: NodeBook;
  readonly #optOut: (contactId: number, now: number) => Promise<void>;

  constructor({ db }: OpenDatabase, parts: Parts) {
    this.#statements = prepareOutbox(db);
    this.#sealer = parts.sealer;
    this.#bodies = parts.bodies;
    this.#jobs = parts.jobs;
    this.#contacts = parts.contacts;
    this.#nodes = parts.nodes;
    this.#optOut = parts.optOut;
  }

  async enqueue(contactId: number, { text, shown, expiresAt, now }: NewText): Promise<{ as: 'queued'; messageId: number }> {
    const { segments } = countSegments(text);
    const sealed = { text: this.#sealer.seal(text), shown: shown === text ? null : this.#sealer.seal(shown) };
    const row = { contactId, ...sealed, segments, now };
    const messageId = (await one(this.#statements.add, row))?.id ?? -1;
    await this.#statements.addJob.execute({
      messageId,
      contactId,
      kind: 'send',
      priority: URGENT,
      dueAt: now,
      expiresAt: expiresAt ?? null,
      // Whoever asked for it waits here for what becomes of it.
      node: this.#nodes.id,
    });
    return { as: 'queued', messageId };
  }

  async countUrgent(): Promise<number> {
    return (await one(this.#statements.countUrgent, {}))?.count ?? 0;
  }

  async begin(messageId: number, now: number): Promise<Outgoing | null> {
    await this.#lockOwner(messageId);
    if (!(await this.#isOurs(messageId))) return null;
    const row = await one(this.#statements.queued, { messageId });
    if (!row) return this.#cannotBegin(messageId, now);
    if (row.optedOutAt !== null) {
      await this.#leave(messageId, { status: 'failed', sid: null, error: `${OPTED_OUT} The contact has opted out.` });
      return this.#cannotBegin(messageId, now);
    }
    if (row.expiresAt !== null && now >= row.expiresAt) {
      await this.#leave(messageId, { status: 'failed', sid: null, error: TOO_LATE });
      await this.#statements.buryOf.execute({ messageId, now, error: TOO_LATE });
      return null;
    }
    const { ours, channel, theirs, lastInboundAt } = row;
    const { content, media } = this.#bodies.openWith(row);
    const isOutside = isOutsideWindow(channel, lastInboundAt, now);
    if (isOutside && !content) {
      await this.#leave(messageId, { status: 'failed', sid: null, error: OUTSIDE_WINDOW });
      await this.#statements.buryOf.execute({ messageId, now, error: OUTSIDE_WINDOW });
      return null;
    }
    await this.#statements.begin.execute({ messageId, now });
    const buttons = content?.buttons ?? [];
    return {
      id: messageId,
      contact: { ours, channel, theirs },
      text: this.#bodies.open(row.text),
      media,
      template: content && (isOutside || buttons.length > 0) ? content.template : null,
      buttons,
    };
  }

  /** Until the transaction ends, nobody else changes anything of the contact whose text that is. */
  async #lockOwner(messageId: number): Promise<void> {
    const found = await one(this.#statements.owner, { messageId });
    if (found) await this.#contacts.lock(found.contactId);
  }

  /** While this process was taken for dead, another one may have taken the text over. */
  async #isOurs(messageId: number): Promise<boolean> {
    const job = await one(this.#statements.holder, { messageId });
    return job === undefined || job.node === null || this.#nodes.own.includes(job.node);
  }

  async #cannotBegin(messageId: number, now: number): Promise<null> {
    if (await one(this.#statements.isBeingSent, { messageId }))
      await this.#beginDoubt(messageId, now, 'What became of its sending was not recorded.');
    else await this.#statements.dropSendJob.execute({ messageId });
    return null;
  }

  async settle({ messageId, jobId, result, retryAt, now }: Settle): Promise<void> {
    await this.#lockOwner(messageId);
    if (retryAt !== null) {
      if (!(await this.#isOurs(messageId))) return;
      await this.#statements.requeue.execute({ messageId });
      await this.#jobs.retry(jobId, 0, retryAt, reasonOf(result));
      return;
    }
    const status = result.as === 'refused' ? 'failed' : result.as;
    await this.#leave(messageId, { status, sid: result.as === 'sent' ? result.sid : null, error: reasonOf(result) });
    // A report may have come before the answer: then there is no doubt.
    if (await one(this.#statements.doubtful, { messageId })) await this.#jobs.become(jobId, 'settle', now + REPORT_WAIT);
    else if (result.as === 'refused') await this.#jobs.bury(jobId, 0, reasonOf(result), now);
    else await this.#jobs.drop(jobId, 0);
    if (result.as === 'refused' && result.code === OPTED_OUT) await this.#optOutOf(messageId, now);
  }

  /** Only what is still claimed for TwiML: what was rerouted meanwhile is not said yet. */
  async markSaid(ids: readonly number[], now: number): Promise<void> {
    await this.#statements.said.execute({ ids, now });
  }

  /** Only what is still claimed for TwiML: a text has one route at a time. */
  async reroute(ids: readonly number[], now: number): Promise<number> {
    let count = 0;
    for (const messageId of ids) {
      await this.#lockOwner(messageId);
      const row = await one(this.#statements.claimed, { messageId });
      if (!row) continue;
      await this.#statements.unclaim.execute({ messageId, triedAt: row.at });
      await this.#leave(messageId, { status: 'unknown', sid: null, error: 'The webhook it was to answer broke off.' });
      await this.#statements.addJob.execute({
        messageId,
        contactId: row.contactId,
        kind: 'settle',
        priority: 0,
        dueAt: now,
        expiresAt: null,
        node: null,
      });
      count++;
    }
    return count;
  }

  /** What dead processes had claimed for TwiML, or were sending: nobody knows whether it got out. */
  async recover(own: number, now: number): Promise<number> {
    for (const { id } of await this.#statements.beingSent.execute({ own })) {
      await this.#beginDoubt(id, now, 'The server stopped while it was being sent.');
    }
    return this.reroute(
      (await this.#statements.unsaid.execute({ own })).map((row) => row.id),
      now,
    );
  }

  async #beginDoubt(messageId: number, now: number, error: string): Promise<void> {
    await this.#leave(messageId, { status: 'unknown', sid: null, error });
    await this.#statements.doubtJob.execute({ messageId, dueAt: now });
  }

  /** One that is still on its way fails; what became of the others stands. */
  async giveUp(messageId: number, error: string): Promise<void> {
    await this.#lockOwner(messageId);
    await this.#leave(messageId, { status: 'failed', sid: null, error });
  }

  async report({ messageId, sid, status, code, now }: DeliveryReport): Promise<ContactKey | null> {
    const find = () => (messageId === null ? one(this.#statements.bySid, { sid }) : one(this.#statements.byId, { messageId }));
    const found = await find();
    if (found) await this.#contacts.lock(found.contactId);
    const row = await find();
    if (!row || (row.sid !== null && row.sid !== sid)) return null;
    await this.#leave(row.id, { status, sid, error: code === null ? null : `${code} Reported by the carrier.` });
    // Also where it moves nothing: the id tells it apart from others that read the same.
    await this.#statements.name.execute({ messageId: row.id, sid });
    if (row.status === 'unknown') await this.#statements.dropSettleJob.execute({ messageId: row.id });
    if (code === OPTED_OUT) await this.#optOut(row.contactId, now);
    return { ours: row.ours, channel: row.channel, theirs: row.theirs };
  }

  async readDoubt(messageId: number): Promise<DoubtfulText | null> {
    const row = await one(this.#statements.doubtful, { messageId });
    if (!row) return null;
    const { ours, channel, theirs, contactId } = row;
    const since = row.triedAt ?? row.at;
    const knownSids = (await this.#statements.sidsOf.execute({ contactId })).flatMap((one) => one.sid ?? []);
    const others = await this.#statements.unnamed.execute({ messageId, contactId, since: since - LISTED_LATE });
    const unnamed = others.flatMap((one) =>
      one.text ? { shown: this.#sealer.open(one.text), secret: one.secret === true } : [],
    );
    return {
      contact: { ours, channel, theirs },
      shown: row.text ? this.#sealer.open(row.text) : '',
      secret: row.secret === true,
      template: row.extra !== null,
      since,
      knownSids,
      unnamed,
    };
  }

  async settleDoubt({ messageId, jobId, settled, now }: Parameters<Store['settleDoubt']>[0]): Promise<void> {
    await this.#lockOwner(messageId);
    if (!(await one(this.#statements.doubtful, { messageId })))
      return void (await this.#statements.dropSettleJob.execute({ messageId }));
    // Another text in doubt that reads the same was found to be this one meanwhile: it takes another look.
    if (settled.as === 'sent' && settled.sid !== null && (await one(this.#statements.bySid, { sid: settled.sid })))
      return await this.#jobs.retry(jobId, 0, now, '');
    if (settled.as === 'again') {
      await this.#statements.again.execute({ messageId });
      await this.#jobs.become(jobId, 'send', now);
      return;
    }
    const reason = settled.as === 'failed' ? settled.reason : null;
    await this.#leave(messageId, { status: settled.as, sid: settled.as === 'sent' ? settled.sid : null, error: reason });
    if (reason === null) await this.#jobs.drop(jobId, 0);
    else await this.#jobs.bury(jobId, 0, reason, now);
  }

  async #leave(messageId: number, to: { status: OutboundStatus; sid: string | null; error: string | null }): Promise<void> {
    await this.#statements.leave.execute({ messageId, ...to, error: plainText(to.error), rank: RANK[to.status] });
  }

  async #optOutOf(messageId: number, now: number): Promise<void> {
    const row = await one(this.#statements.byId, { messageId });
    if (row) await this.#optOut(row.contactId, now);
  }
}

/** A text moves to a higher rank only, in whatever order reports come. */
const RANK: Readonly<Record<OutboundStatus, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  sent: 3,
  delivered: 4,
  undelivered: 4,
  failed: 4,
  read: 5,
};

function reasonOf(result: SendResult): string {
  if (result.as === 'sent') return '';
  const code = result.as === 'refused' && result.code !== null ? `${result.code} ` : '';
  return `${code}${result.reason}`.slice(0, 200);
}
