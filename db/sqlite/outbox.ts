import type { Sealer } from '../../src/lib/seal.ts';
import type { ContactKey, Outgoing, SendResult } from '../../src/runtime/ports.ts';
import type { DeliveryReport, DoubtfulText, NewText, OutboundStatus, Store } from '../../src/runtime/store.ts';
import { countSegments } from '../../src/lib/segments.ts';
import { isOutsideWindow } from '../../src/lib/whatsapp-window.ts';
import type { Bodies } from '../shared/bodies.ts';
import type { Jobs } from './jobs.ts';
import type { OpenDatabase } from './open-database.ts';
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

/** Texts on their way out: queued, sending, and what became of them. All synchronous, to be run in a group. */
export class Outbox {
  readonly #statements: ReturnType<typeof prepareOutbox>;
  readonly #sealer: Sealer;
  readonly #bodies: Bodies;
  readonly #jobs: Jobs;
  readonly #optOut: (contactId: number, now: number) => void;

  constructor(
    database: OpenDatabase,
    parts: { sealer: Sealer; bodies: Bodies; jobs: Jobs; optOut: (contactId: number, now: number) => void },
  ) {
    this.#statements = prepareOutbox(database);
    this.#sealer = parts.sealer;
    this.#bodies = parts.bodies;
    this.#jobs = parts.jobs;
    this.#optOut = parts.optOut;
  }

  enqueue(contactId: number, { text, shown, expiresAt, now }: NewText): { as: 'queued'; messageId: number } {
    const { segments } = countSegments(text);
    const sealed = { text: this.#sealer.seal(text), shown: shown === text ? null : this.#sealer.seal(shown) };
    const row = { contactId, ...sealed, segments, now };
    const messageId = Number(this.#statements.add.run(row).lastInsertRowid);
    this.#statements.addJob.run({
      messageId,
      contactId,
      kind: 'send',
      priority: URGENT,
      dueAt: now,
      expiresAt: expiresAt ?? null,
    });
    return { as: 'queued', messageId };
  }

  countUrgent(): number {
    return this.#statements.countUrgent.get()?.count ?? 0;
  }

  begin(messageId: number, now: number): Outgoing | null {
    const row = this.#statements.queued.get({ messageId });
    if (!row) return this.#cannotBegin(messageId, now);
    if (row.optedOutAt !== null) {
      this.#leave(messageId, { status: 'failed', sid: null, error: `${OPTED_OUT} The contact has opted out.` });
      return this.#cannotBegin(messageId, now);
    }
    if (row.expiresAt !== null && now >= row.expiresAt) {
      this.#leave(messageId, { status: 'failed', sid: null, error: TOO_LATE });
      this.#statements.buryOf.run({ messageId, now, error: TOO_LATE });
      return null;
    }
    const { ours, channel, theirs, lastInboundAt } = row;
    const { content, media } = this.#bodies.openWith(row);
    const isOutside = isOutsideWindow(channel, lastInboundAt, now);
    if (isOutside && !content) {
      this.#leave(messageId, { status: 'failed', sid: null, error: OUTSIDE_WINDOW });
      this.#statements.buryOf.run({ messageId, now, error: OUTSIDE_WINDOW });
      return null;
    }
    this.#statements.begin.run({ messageId, now });
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

  #cannotBegin(messageId: number, now: number): null {
    if (this.#statements.isBeingSent.get({ messageId }))
      this.#beginDoubt(messageId, now, 'What became of its sending was not recorded.');
    else this.#statements.dropSendJob.run({ messageId });
    return null;
  }

  settle({ messageId, jobId, result, retryAt, now }: Settle): void {
    if (retryAt !== null) {
      this.#statements.requeue.run({ messageId });
      this.#jobs.retry(jobId, 0, retryAt, reasonOf(result));
      return;
    }
    const status = result.as === 'refused' ? 'failed' : result.as;
    this.#leave(messageId, { status, sid: result.as === 'sent' ? result.sid : null, error: reasonOf(result) });
    // A report may have come before the answer: then there is no doubt.
    if (this.#statements.doubtful.get({ messageId })) this.#jobs.become(jobId, 'settle', now + REPORT_WAIT);
    else if (result.as === 'refused') this.#jobs.bury(jobId, 0, reasonOf(result), now);
    else this.#jobs.drop(jobId, 0);
    if (result.as === 'refused' && result.code === OPTED_OUT) this.#optOutOf(messageId, now);
  }

  /** Only what is still claimed for TwiML: what was rerouted meanwhile is not said yet. */
  markSaid(ids: readonly number[], now: number): void {
    for (const messageId of ids) this.#statements.said.run({ messageId, now });
  }

  /** Only what is still claimed for TwiML: a text has one route at a time. */
  reroute(ids: readonly number[], now: number): number {
    let count = 0;
    for (const messageId of ids) {
      const row = this.#statements.claimed.get({ messageId });
      if (!row) continue;
      this.#statements.unclaim.run({ messageId, triedAt: row.at });
      this.#leave(messageId, { status: 'unknown', sid: null, error: 'The webhook it was to answer broke off.' });
      this.#statements.addJob.run({
        messageId,
        contactId: row.contactId,
        kind: 'settle',
        priority: 0,
        dueAt: now,
        expiresAt: null,
      });
      count++;
    }
    return count;
  }

  /** What was claimed for TwiML, or being sent, when the process died: nobody knows whether it got out. */
  recover(now: number): number {
    for (const { id } of this.#statements.beingSent.all()) {
      this.#beginDoubt(id, now, 'The server stopped while it was being sent.');
    }
    return this.reroute(
      this.#statements.unsaid.all().map((row) => row.id),
      now,
    );
  }

  #beginDoubt(messageId: number, now: number, error: string): void {
    this.#leave(messageId, { status: 'unknown', sid: null, error });
    this.#statements.doubtJob.run({ messageId, dueAt: now });
  }

  /** One that is still on its way fails; what became of the others stands. */
  giveUp(messageId: number, error: string): void {
    this.#leave(messageId, { status: 'failed', sid: null, error });
  }

  report({ messageId, sid, status, code, now }: DeliveryReport): ContactKey | null {
    const row = messageId === null ? this.#statements.bySid.get({ sid }) : this.#statements.byId.get({ messageId });
    if (!row || (row.sid !== null && row.sid !== sid)) return null;
    this.#leave(row.id, { status, sid, error: code === null ? null : `${code} Reported by the carrier.` });
    // Also where it moves nothing: the id tells it apart from others that read the same.
    this.#statements.name.run({ messageId: row.id, sid });
    if (row.status === 'unknown') this.#statements.dropSettleJob.run({ messageId: row.id });
    if (code === OPTED_OUT) this.#optOut(row.contactId, now);
    return { ours: row.ours, channel: row.channel, theirs: row.theirs };
  }

  readDoubt(messageId: number): DoubtfulText | null {
    const row = this.#statements.doubtful.get({ messageId });
    if (!row) return null;
    const { ours, channel, theirs, contactId } = row;
    const since = row.triedAt ?? row.at;
    const knownSids = this.#statements.sidsOf.all({ contactId }).flatMap((one) => one.sid ?? []);
    const unnamed = this.#statements.unnamed
      .all({ messageId, contactId, since: since - LISTED_LATE })
      .flatMap((one) => (one.text ? { shown: this.#sealer.open(one.text), secret: one.secret === true } : []));
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

  settleDoubt({ messageId, jobId, settled, now }: Parameters<Store['settleDoubt']>[0]): void {
    if (!this.#statements.doubtful.get({ messageId })) return void this.#statements.dropSettleJob.run({ messageId });
    // Another text in doubt that reads the same was found to be this one meanwhile: it takes another look.
    if (settled.as === 'sent' && settled.sid !== null && this.#statements.bySid.get({ sid: settled.sid }))
      return this.#jobs.retry(jobId, 0, now, '');
    if (settled.as === 'again') {
      this.#statements.again.run({ messageId });
      this.#jobs.become(jobId, 'send', now);
      return;
    }
    const reason = settled.as === 'failed' ? settled.reason : null;
    this.#leave(messageId, { status: settled.as, sid: settled.as === 'sent' ? settled.sid : null, error: reason });
    if (reason === null) this.#jobs.drop(jobId, 0);
    else this.#jobs.bury(jobId, 0, reason, now);
  }

  #leave(messageId: number, to: { status: OutboundStatus; sid: string | null; error: string | null }): void {
    this.#statements.leave.run({ messageId, ...to, rank: RANK[to.status] });
  }

  #optOutOf(messageId: number, now: number): void {
    const row = this.#statements.byId.get({ messageId });
    if (row) this.#optOut(row.contactId, now);
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
