import type { Hold } from '../../src/runtime/hold.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Said } from '../../src/runtime/store.ts';
import { type Arrival, contactText, type InboundMessage, nextMoment } from './books.ts';
import type { Connection } from './connections.ts';
import type { Server } from './server.ts';
import type { TwilioOut } from './twilio-out.ts';
import type { World } from './world.ts';

/** Twilio closes a connection that has not answered by then (rt=10000), and tries this often again (rc=3, then the fallback). */
const TIMEOUT = 10_000;
const RETRIES = 4;
/** What the engine promises. */
const LONGEST_ANSWER = 9_000;
const STOPS = /^(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)$/i;
const STARTS = /^(start|yes|unstop)$/i;

/** A webhook that a process has taken up. */
interface Webhook {
  readonly server: Server;
  readonly hold: Hold;
  readonly message: InboundMessage;
  readonly arrival: Arrival;
  readonly connection: Connection;
  readonly cut: () => void;
  /** How often Twilio will try again. */
  readonly left: number;
}

/** Twilio's way in: takes what people send and posts it to us, as unreliably as it may. */
export class TwilioIn {
  readonly #world: World;
  readonly #out: TwilioOut;
  #count = 0;

  constructor(world: World, out: TwilioOut) {
    this.#world = world;
    this.#out = out;
  }

  /** Takes a message and posts it, sooner or later, once or more. */
  take(contact: ContactKey, text: string): void {
    const { seeded, weather } = this.#world;
    const message = this.#record(contact, text);
    const late = seeded.chance(weather.now.webhookLate) ? seeded.between(500, 8_000) : 0;
    this.#later(late + seeded.between(10, 200), () => this.#attempt(message, RETRIES));
    if (seeded.chance(weather.now.webhookTwice)) this.#later(late + seeded.between(10, 6_000), () => this.#attempt(message, 0));
    if (seeded.chance(weather.now.replayed)) this.#later(seeded.between(15_000, 90_000), () => this.#attempt(message, 0));
  }

  /** Takes many messages and posts all of them at the same instant. */
  takeAtOnce(messages: readonly { readonly contact: ContactKey; readonly text: string }[]): void {
    for (const message of messages.map(({ contact, text }) => this.#record(contact, text))) this.#attempt(message, RETRIES);
  }

  #record(contact: ContactKey, text: string): InboundMessage {
    const { timeline, books, story } = this.#world;
    const sid = `SM${(++this.#count).toString(16).padStart(32, '0')}`;
    const message: InboundMessage = { sid, contact, text, at: timeline.now, acknowledged: false, listed: false, arrivals: [] };
    books.inbound.push(message);
    story(`${contact.theirs} texts "${text}" (${short(sid)})`);
    if (contact.channel === 'sms' && STOPS.test(text)) books.stopped.add(contactText(contact));
    if (contact.channel === 'sms' && STARTS.test(text)) books.stopped.delete(contactText(contact));
    return message;
  }

  #later(ms: number, run: () => void): void {
    this.#world.timeline.after(ms, run);
  }

  #attempt(message: InboundMessage, left: number): void {
    const { seeded, weather, fleet } = this.#world;
    const server = fleet.pick();
    if (!server || seeded.chance(weather.now.webhookLost)) this.#failed(message, left, 'did not get through');
    else this.#post(server, message, left);
  }

  #failed(message: InboundMessage, left: number, why: string): void {
    this.#world.story(`webhook ${short(message.sid)} ${why}; ${left} tries left`);
    if (left > 0) this.#later(this.#world.seeded.between(300, 3_000), () => this.#attempt(message, left - 1));
  }

  #post(server: Server, message: InboundMessage, left: number): void {
    const { seeded, weather, story } = this.#world;
    const { life, conversations } = server;
    const arrival: Arrival = { order: nextMoment(), process: life.number, listed: message.listed, answered: null };
    message.arrivals.push(arrival);
    story(`webhook ${short(message.sid)} arrives${this.#world.database.shared ? ` at process ${life.number}` : ''}`);
    const connection = server.connections.open(() => this.#failed(message, left, 'broke off'));
    let hold: Hold | null = null;
    const cut = () => {
      if (!connection.stands || !life.alive) return;
      life.deliver(() => hold && this.#closed(conversations, hold));
      connection.breakOff();
    };
    life.deliver(() => {
      hold = this.#receive(server, message);
      this.#answer({ server, hold, message, left, arrival, connection, cut });
    });
    if (seeded.chance(weather.now.cutEarly)) this.#later(seeded.below(LONGEST_ANSWER), cut);
    this.#later(TIMEOUT, cut);
  }

  #receive({ conversations }: Server, { sid, contact, text }: InboundMessage): Hold {
    return conversations.receive({ contact, sid, text, media: [], button: null, location: null, name: null, optOut: null });
  }

  #closed(conversations: Server['conversations'], hold: Hold): void {
    for (const one of hold.said) this.#world.books.doubt(one.id);
    conversations.closed(hold);
  }

  #answer(webhook: Webhook): void {
    const { seeded, weather, timeline, books } = this.#world;
    const { server, hold, message, arrival, connection, cut } = webhook;
    const { sid, contact } = message;
    const began = timeline.elapsed;
    void hold.answer.then((answer) => {
      const took = timeline.elapsed - began;
      // Where the store is slow, a flood from one person takes its time.
      const flooded = weather.drawn.storeSlow > 0 && books.flooded.has(contactText(contact));
      const inTime = took <= LONGEST_ANSWER || flooded || server.life.stoodStillSince(began);
      if (!inTime) books.wrong.push(`webhook ${short(sid)} was answered after ${took} ms`);
      const said = answer.as === 'said' ? answer.said : null;
      for (const one of said ?? []) this.#out.check(one, contact, 'on a webhook');
      server.life.after(seeded.below(30), () => {
        if (!connection.stands) return;
        if (seeded.chance(weather.now.cutMiddle)) return cut();
        arrival.answered = said === null ? null : nextMoment();
        connection.end();
        this.#handOver(webhook, said);
      });
    });
  }

  /** The whole answer has left our process: whatever becomes of us now, it is on its way. */
  #handOver({ server, hold, message, left }: Webhook, said: readonly Said[] | null): void {
    const { seeded, weather, books, story } = this.#world;
    server.conversations.finished(hold);
    if (said === null) return this.#failed(message, left, 'was answered 503');
    if (seeded.chance(weather.now.lostAfterwards)) {
      for (const one of said) books.lostAfterwards.add(one.id);
      return this.#failed(message, left, 'lost its answer on the way');
    }
    this.#later(seeded.between(5, 100), () => {
      story(
        `webhook ${short(message.sid)} is answered with ${said.length === 0 ? 'nothing' : said.map((one) => `#${one.id}`).join(' ')}`,
      );
      message.acknowledged = true;
      for (const one of said) this.#out.take(one.id, message.contact, one.text);
    });
  }
}

function short(sid: string): string {
  return `SM…${sid.slice(-3)}`;
}
