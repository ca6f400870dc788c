import type { ContactKey } from '../../src/runtime/ports.ts';
import { contactText } from './books.ts';
import type { TwilioIn } from './twilio-in.ts';
import type { World } from './world.ts';

/** Our number, that everyone texts. */
export const OURS = '+14155550100';
const OPENERS = ['hi', 'hi', 'hi', 'verify', 'echo', 'echo', 'order', 'menu', 'book', 'pin', 'desk', 'hello there'] as const;
const NONSENSE = ['what?', '12', 'ok thanks', '…', 'why'] as const;

/** How likely a stampede is in one run, of how many people, and how many messages each sends. */
const STAMPEDES = 0.002;
const CROWD = 26;
const EACH = 40;

/** One person with a phone, what they know, and how much they feel like texting. */
interface Person {
  readonly contact: ContactKey;
  readonly phone: string;
  left: number;
  code: string | null;
}

/** People who type: mostly the right thing, sometimes nonsense, twice, too early, or nothing. */
export class People {
  readonly #world: World;
  readonly #people: readonly Person[];
  readonly #twilio: Pick<TwilioIn, 'take' | 'takeAtOnce'>;
  #words = 0;
  #quiet = false;

  constructor(world: World, twilio: Pick<TwilioIn, 'take' | 'takeAtOnce'>) {
    const { seeded, database } = world;
    this.#world = world;
    this.#twilio = twilio;
    this.#people = Array.from({ length: database.shared ? seeded.between(3, 6) : seeded.between(1, 3) }, (_, index) => {
      const phone = `+1415555${String(132 + index).padStart(4, '0')}`;
      const whatsapp = seeded.chance(0.4);
      const contact: ContactKey = { ours: OURS, channel: whatsapp ? 'whatsapp' : 'sms', theirs: phone };
      return { contact, phone, left: seeded.between(4, 14), code: null };
    });
  }

  /** Each texts first by themselves, and once or twice more, whatever is going on. */
  begin(within: number): void {
    const { seeded, timeline } = this.#world;
    if (seeded.chance(STAMPEDES)) timeline.after(seeded.between(0, within), () => this.#stampede());
    for (const person of this.#people) {
      this.#later(person, 0, within / 2, () => seeded.pick(OPENERS));
      if (seeded.chance(0.6)) this.#later(person, within / 4, within, () => seeded.pick(OPENERS));
      if (seeded.chance(0.15)) this.#later(person, within / 3, within, () => 'STOP');
      if (seeded.chance(0.2)) this.#later(person, within / 2, within, () => 'START');
      if (seeded.chance(0.1)) this.#later(person, within / 4, within, () => seeded.pick(['help', 'stop please', 'yes']));
      if (seeded.chance(0.04)) this.#flood(person, seeded.between(0, within));
    }
  }

  /** From now on nobody texts any more. */
  hush(): void {
    this.#quiet = true;
  }

  /** A text of ours reached a phone. */
  got(contact: ContactKey, text: string): void {
    const { seeded } = this.#world;
    const person = this.#people.find((one) => one.contact.theirs === contact.theirs);
    if (!person || seeded.chance(0.1)) return;
    const answer = () => (seeded.chance(0.15) ? seeded.pick(NONSENSE) : this.#answerTo(person, text));
    this.#later(person, 300, 6_000, answer);
    if (seeded.chance(0.15)) this.#later(person, 200, 3_000, answer);
  }

  /** A code came from elsewhere: some type it before they are asked. */
  gotCode(phone: string, code: string): void {
    const { seeded } = this.#world;
    const person = this.#people.find((one) => one.phone === phone);
    if (!person) return;
    person.code = code;
    if (seeded.chance(0.5)) this.#later(person, 500, 3_000, () => person.code);
  }

  #answerTo(person: Person, text: string): string | null {
    const { seeded } = this.#world;
    if (/mobile number|phone number there|to that number/.test(text)) return person.phone;
    if (/6-digit code|That code is not right/.test(text))
      return seeded.chance(0.7) ? person.code : seeded.pick(['111111', 'resend', 'menu']);
    if (/Say a word|You said|Words look/.test(text)) return seeded.chance(0.05) ? 'bye' : `w${++this.#words}`;
    if (/How many|still there/.test(text)) return seeded.pick(['2', '7', 'lots']);
    if (/Pick one|one of these/.test(text)) return seeded.pick(['1', 'Pears', 'c']);
    if (/New or known/.test(text)) return seeded.pick(['1', 'Known', 'who?']);
    if (/PIN of 6/.test(text)) return '482913';
    return seeded.chance(0.4) ? seeded.pick(OPENERS) : null;
  }

  #flood(person: Person, at: number): void {
    person.left += 26;
    this.#world.books.flooded.add(contactText(person.contact));
    this.#later(person, at, at, () => 'order');
    for (let count = 0; count < 25; count++)
      this.#later(person, at + 4_000, at + 15_000, () => this.#world.seeded.pick(['1', 'x', 'hm']));
  }

  /** More at one instant than the engine handles at once, so that some are only stored. */
  #stampede(): void {
    const crowd = Array.from(
      { length: CROWD },
      (_, index): ContactKey => ({ ours: OURS, channel: 'sms', theirs: `+1212555${1000 + index}` }),
    );
    for (const contact of crowd) this.#world.books.flooded.add(contactText(contact));
    const texts = ['echo', ...Array.from({ length: EACH }, () => `w${++this.#words}`)];
    this.#twilio.takeAtOnce(texts.flatMap((text) => crowd.map((contact) => ({ contact, text }))));
  }

  #later(person: Person, least: number, most: number, text: () => string | null): void {
    const { timeline, seeded } = this.#world;
    timeline.after(seeded.between(Math.floor(least), Math.ceil(most)), () => {
      const words = this.#quiet || person.left <= 0 ? null : text();
      if (words === null) return;
      person.left--;
      this.#twilio.take(person.contact, words);
    });
  }
}
