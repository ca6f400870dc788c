import type { Channel, ContactKey, Listed, Outgoing, SendResult } from '../../src/runtime/ports.ts';
import type { DeliveryReport } from '../../src/runtime/store.ts';
import { contactText, countUp } from './books.ts';
import type { Life } from './life.ts';
import type { World } from './world.ts';

const PERMANENT = 21_614;
const OPTED_OUT = 21_610;
const BUSY = 20_429;
/** What is under way when someone opts out cannot be called back. Milliseconds: a store call may take that long. */
const UNDER_WAY = 1_000;
const SAYS_SO = /you are unsubscribed/;

/** Twilio's way out: takes texts from answers and by REST, tells what becomes of them, and lists what it knows. */
export class TwilioOut {
  readonly #world: World;
  #count = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** The channel as one process reaches it. A request that is on its way goes on when the process dies. */
  channel(life: Life): Channel {
    return {
      send: (message) => life.guard(this.#send(message)),
      listSent: ({ contact, since }) =>
        life.guard(
          this.#list(() =>
            this.#world.books.taken.filter((one) => one.at >= since && contactText(one.contact) === contactText(contact)),
          ),
        ),
      listReceived: ({ to, since }) =>
        life.guard(
          this.#list(() => {
            const wanted = this.#world.books.inbound.filter(
              ({ contact, at }) => contact.ours === to.ours && contact.channel === to.channel && at >= since,
            );
            for (const message of wanted) message.listed = true;
            return wanted.map(({ sid, contact, text, at }) => ({ sid, from: contact.theirs, text, at }));
          }),
        ),
    };
  }

  /** Nothing may be sent to someone who has opted out, unless it was under way by then. */
  check({ id, text }: { readonly id: number; readonly text: string }, contact: ContactKey, how: string): void {
    const { database, books, timeline } = this.#world;
    const { now } = timeline;
    const judge = (optedOutAt: number | null) => {
      if (optedOutAt === null || now - optedOutAt < UNDER_WAY || SAYS_SO.test(text)) return;
      books.wrong.push(`text #${id} went out ${how} to ${contact.theirs}, who had opted out`);
    };
    void timeline.track(database.optedOutAt(contact).then(judge));
  }

  /** A text is Twilio's now. */
  take(id: number, contact: ContactKey, text: string): string {
    const { books, timeline, people, story, seeded } = this.#world;
    const sid = `SM9${(++this.#count).toString(16).padStart(31, '0')}`;
    if (books.stopped.has(contactText(contact))) {
      books.blocked.add(id);
      story(`Twilio keeps text #${id} back: the person has replied STOP`);
      this.#report({ messageId: id, sid, status: 'failed', code: OPTED_OUT });
      return sid;
    }
    books.taken.push({ id, contact, text, sid, at: timeline.now });
    countUp(books.times, id);
    story(`phone of ${contact.theirs} gets #${id} "${text}"`);
    const last = seeded.chance(0.05) ? 'undelivered' : 'delivered';
    this.#report({ messageId: id, sid, status: 'sent', code: null });
    this.#report({ messageId: id, sid, status: last, code: last === 'undelivered' ? 30_005 : null });
    if (contact.channel === 'whatsapp' && seeded.chance(0.5)) this.#report({ messageId: id, sid, status: 'read', code: null });
    timeline.after(seeded.between(100, 1_500), () => people.got(contact, text));
    return sid;
  }

  async #send(message: Outgoing): Promise<SendResult> {
    const { id, contact, text } = message;
    const { seeded, weather, timeline, books, story } = this.#world;
    const { sendBusy, sendRefused, sendUnknown } = weather.now;
    this.check(message, contact, 'by REST');
    await timeline.pause(seeded.between(20, 400));
    if (seeded.chance(sendBusy)) {
      countUp(books.busy, id);
      return refused(BUSY, true, seeded.chance(0.5) ? 2 : null);
    }
    if (books.stopped.has(contactText(contact))) {
      books.blocked.add(id);
      return refused(OPTED_OUT, false, null);
    }
    if (seeded.chance(sendRefused)) {
      books.refused.add(id);
      story(`Twilio refuses #${id} for good`);
      return refused(PERMANENT, false, null);
    }
    if (!seeded.chance(sendUnknown)) {
      const sid = this.take(id, contact, text);
      await timeline.pause(seeded.between(10, 200));
      return { as: 'sent', sid };
    }
    books.doubt(id);
    const taken = seeded.chance(0.5);
    story(`nobody will hear whether Twilio took #${id} (${taken ? 'it did' : 'it did not'})`);
    if (taken) this.take(id, contact, text);
    await timeline.pause(seeded.between(100, 10_000));
    return { as: 'unknown', reason: 'The connection closed before the answer.' };
  }

  async #list<Item>(read: () => readonly Item[]): Promise<Listed<Item>> {
    const { seeded, weather, timeline } = this.#world;
    await timeline.pause(seeded.between(20, 400));
    return seeded.chance(weather.now.listFails) ? { ok: false, reason: 'Twilio answered 500.' } : { ok: true, items: read() };
  }

  #report(report: Omit<DeliveryReport, 'now'>): void {
    const { seeded, weather, timeline, fleet, story } = this.#world;
    if (seeded.chance(weather.now.reportLost)) return;
    timeline.after(seeded.between(10, 4_000), () => {
      story(`report: #${report.messageId} ${report.status}`);
      const server = fleet.pick();
      server?.life.deliver(() => {
        server.conversations.report(report).catch(() => story(`the report on #${report.messageId} could not be taken`));
      });
    });
  }
}

function refused(code: number, retry: boolean, retryAfter: number | null): SendResult {
  return { as: 'refused', code, retry, retryAfter, reason: 'Refused by the simulated Twilio.' };
}
