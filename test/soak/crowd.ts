import { type Habit, Person, type World } from '../crash/person.ts';
import type { BookedProvider } from '../crash/provider.ts';

const HABITS: readonly Habit[] = ['as_asked', 'wrong_first', 'early'];
const FIRST_NUMBER = 14_152_000_000;

/** People who come at a rate of their own, whether or not those before them are done: every second one was here before. */
export class Crowd {
  readonly people: Person[] = [];
  /** What went wrong for whom, in words. */
  readonly faults: string[] = [];
  readonly #world: World;
  readonly #byNumber = new Map<string, Person>();
  /** Those who have gone, the one who went first in front. */
  #gone: Person[] = [];
  readonly #talking = new Set<Promise<void>>();
  #begun = 0;

  constructor(world: World, provider: BookedProvider) {
    this.#world = world;
    provider.onCode((number, code) => this.#byNumber.get(number)?.receiveCode(code));
  }

  begin(): void {
    const person = (this.#begun++ % 2 === 0 ? this.#gone.shift() : undefined) ?? this.#meet();
    const talk = person
      .talk()
      .then(
        () => void this.#gone.push(person),
        (error: unknown) => void this.faults.push(error instanceof Error ? error.message : 'A talk failed.'),
      )
      .finally(() => this.#talking.delete(talk));
    this.#talking.add(talk);
  }

  get talks(): number {
    return this.people.reduce((sum, { talks }) => sum + talks, 0);
  }

  async idle(): Promise<void> {
    while (this.#talking.size > 0) await Promise.all(this.#talking);
  }

  #meet(): Person {
    const at = this.people.length;
    const person = new Person(`+${FIRST_NUMBER + at}`, HABITS[at % HABITS.length] ?? 'as_asked', this.#world);
    this.people.push(person);
    this.#byNumber.set(person.number, person);
    return person;
  }
}

/** Begins something so many times a second, and makes up for what it was late with. Returns how to stop it. */
export function atRate(perSecond: number, begin: () => void): () => void {
  const since = performance.now();
  let begun = 0;
  const timer = setInterval(() => {
    for (; begun < ((performance.now() - since) / 1_000) * perSecond; begun++) begin();
  }, 5);
  return () => clearInterval(timer);
}
