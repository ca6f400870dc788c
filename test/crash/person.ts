import type { BookedProvider } from './provider.ts';
import type { BookedText, TwilioBooks } from './twilio-books.ts';

/** How somebody goes about it: as asked, with a wrong code first, or with the code before it is asked for. */
export type Habit = 'as_asked' | 'wrong_first' | 'early';

export interface World {
  readonly twilio: TwilioBooks;
  /** What the flow says, by the id of the step. */
  readonly said: (step: string, values?: Readonly<Record<string, string>>) => string;
  /** How long somebody thinks before they type, in milliseconds. */
  readonly think: () => number;
  /** How long somebody waits for a text before this test is over, in milliseconds. */
  readonly patience: number;
}

/** Somebody who confirms their number, over and over. */
export class Person {
  readonly number: string;
  readonly habit: Habit;
  /** Conversations that were brought to their end. */
  talks = 0;
  readonly #world: World;
  readonly #unread: BookedText[] = [];
  /** The same text may come twice; it is answered once. */
  readonly #known = new Set<number>();
  #code: string | null = null;
  #notice: () => void = () => {};
  /** What they do now, in words. */
  doing = 'nothing';

  constructor(number: string, habit: Habit, world: World) {
    this.number = number;
    this.habit = habit;
    this.#world = world;
    world.twilio.onText(number, (text) => {
      if (this.#known.has(text.id)) return;
      this.#known.add(text.id);
      this.#unread.push(text);
      this.#notice();
    });
  }

  /** A code reached the phone. */
  receiveCode(code: string): void {
    this.#code = code;
    this.#notice();
  }

  /** One conversation, from "hi" to the thanks. Rejects when it does not go as the flow has it. */
  async talk(): Promise<void> {
    const { said } = this.#world;
    this.#code = null;
    await this.#type('hi');
    const askCode = said('ask_code', { phone: this.number });
    // Who types early may be asked for the code all the same, and after a kill even later than the thanks.
    const passing = this.habit === 'early' ? askCode : null;
    await this.#read(said('ask_phone'), passing);
    await this.#type(this.number);
    if (this.habit !== 'early') await this.#read(askCode);
    const code = await this.#awaitCode();
    if (this.habit === 'wrong_first') {
      await this.#type(code === '000000' ? '111111' : '000000');
      await this.#read(said('re_enter'));
    }
    await this.#type(`my code is ${code}`);
    await this.#read(said('done'), passing);
    this.talks += 1;
    this.doing = 'nothing';
  }

  async #type(body: string): Promise<void> {
    // Who types early does it at once, into the call and the pause.
    if (this.habit !== 'early' || this.#code === null) await pause(this.#world.think());
    this.#world.twilio.text(this.number, body);
  }

  /** Waits for a text; `passing` is one that may come before it. */
  async #read(wanted: string, passing: string | null = null): Promise<void> {
    this.doing = `waits for "${wanted}"`;
    for (;;) {
      await this.#until(() => this.#unread.length > 0);
      const text = this.#unread.shift();
      if (text?.body === wanted) return;
      if (text?.body !== passing)
        throw new Error(`${this.number} (${this.habit}, talk ${this.talks + 1}) ${this.doing} and got "${text?.body}"`);
    }
  }

  async #awaitCode(): Promise<string> {
    this.doing = 'waits for a code';
    await this.#until(() => this.#code !== null);
    return this.#code ?? '';
  }

  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`${this.number} (${this.habit}, talk ${this.talks + 1}) ${this.doing} in vain`)),
        this.#world.patience,
      );
      this.#notice = () => {
        if (!holds()) return;
        clearTimeout(limit);
        resolve();
      };
    });
  }
}

/** Tells each person of the codes that reach their phone. */
export function tellCodes(provider: BookedProvider, people: readonly Person[]): void {
  const byNumber = new Map(people.map((person) => [person.number, person]));
  provider.onCode((number, code) => byNumber.get(number)?.receiveCode(code));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
