import type { Button } from '../../engine/buttons.ts';
import type { Channel, ContactKey, Outgoing } from '../../runtime/ports.ts';

/** Our number where there is no Twilio. */
export const SIMULATOR_NUMBER = '+15005550006';

const MOST_KEPT = 10_000;

/** A text that reached a simulated phone. `at` is wall time in milliseconds. */
export interface Delivered {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly text: string;
  readonly media: readonly string[];
  readonly buttons: readonly Button[];
  readonly at: number;
}

/** What reaches a phone. */
type Text = Pick<Delivered, 'text' | 'media' | 'buttons'>;

/** Phones that are not there: what is sent to them is kept, in memory only, newest last. */
export class Simulator implements Channel {
  readonly #now: () => number;
  readonly #uuid: () => string;
  #delivered: Delivered[] = [];
  #listener: (delivered: Delivered) => void = () => {};

  constructor(parts: { now: () => number; uuid: () => string }) {
    this.#now = parts.now;
    this.#uuid = parts.uuid;
  }

  async send(message: Outgoing): Promise<{ as: 'sent'; sid: string }> {
    return { as: 'sent', sid: this.deliver(message.contact, message) };
  }

  async listSent({ contact, since }: Parameters<Channel['listSent']>[0]) {
    const sent = this.#delivered.filter((one) => one.to === contact.theirs && one.from === contact.ours && one.at >= since);
    return { ok: true as const, items: sent };
  }

  /** What simulated phones text never gets lost on the way. */
  async listReceived() {
    return { ok: true as const, items: [] };
  }

  /** Puts a text on the phone; also those that were the answer of a webhook. Returns the text's id. */
  deliver(contact: ContactKey, { text, media, buttons }: Text): string {
    const { ours: from, theirs: to } = contact;
    const delivered = { sid: this.newSid(), to, from, text, media, buttons, at: this.#now() };
    this.#delivered.push(delivered);
    if (this.#delivered.length > MOST_KEPT) this.#delivered = this.#delivered.slice(-MOST_KEPT / 2);
    this.#listener(delivered);
    return delivered.sid;
  }

  /** Everything that was sent to a number, newest first. */
  outbox(to: string): readonly Delivered[] {
    return this.#delivered.filter((one) => one.to === to).toReversed();
  }

  /** Takes what was sent to these numbers off their phones. */
  forget(numbers: readonly string[]): void {
    this.#delivered = this.#delivered.filter((one) => !numbers.includes(one.to));
  }

  /** Told of every text as it arrives. */
  onDelivered(listener: (delivered: Delivered) => void): void {
    this.#listener = listener;
  }

  /** A message id of the shape that Twilio gives. */
  newSid(): string {
    return `SM${this.#uuid().replaceAll('-', '')}`;
  }
}
