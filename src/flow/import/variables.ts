import { Names } from './names.ts';
import { pathTail, type Replace } from './liquid.ts';

/** Where a template stands: what an API sends may read more names than a text or an address. */
export type Place = 'text' | 'url' | 'sent';

/** What a path of Studio stands for here. */
interface Meaning {
  /** The expression that takes its place. */
  readonly as: string;
  /** Why it will be empty; undefined where it is carried over. */
  readonly lost?: string;
}

/** The names of Studio's variables and what each became. One for each import; it remembers what was read. */
export class Variables {
  readonly #names = Names.ofAttributes();
  readonly #replies: ReadonlySet<string>;
  readonly #calls: ReadonlySet<string>;
  /** Attributes that were read, with the variable of Studio that each stands for. */
  readonly read = new Map<string, string>();
  /** Those of them that stand for something which is not there. */
  readonly lost = new Set<string>();
  /** By the name of a state that calls: attributes to save from its answer. */
  readonly saves = new Map<string, Map<string, string>>();
  /** True once something reads the message that started the flow. */
  readsFirstMessage = false;

  /** `replies` are the states that wait for an answer, `calls` those that call an API. */
  constructor(replies: ReadonlySet<string>, calls: ReadonlySet<string>) {
    this.#replies = replies;
    this.#calls = calls;
  }

  /** The attribute of a variable that the flow sets. */
  variable(key: string): string {
    return this.#names.name(`variables ${key}`, key);
  }

  /** The attribute that was handed to the flow from outside. */
  given(key: string): string {
    return this.#names.name(`data ${key}`, key);
  }

  /** The attribute that keeps the answer to a question. */
  reply(state: string): string {
    return this.#names.name(`reply ${state}`, `${state} reply`);
  }

  /** The attribute that keeps the message which started the flow. */
  firstMessage(): string {
    return this.#names.name('first message', 'first message');
  }

  /** Replaces the variables of one template. `lose` is told of each that has no counterpart. */
  replacer(place: Place, lose: (what: string) => void): Replace {
    return (path) => {
      const { as, lost } = this.#meaningOf(path, place);
      if (lost !== undefined) lose(`"${path.join('.')}" ${lost}`);
      return as;
    };
  }

  #meaningOf(path: readonly string[], place: Place): Meaning {
    const [head, ...rest] = path;
    if (head === 'contact' && rest.join('.') === 'channel.address') return { as: 'contact.address' };
    if (head === 'widgets') return this.#ofWidget(path, rest);
    if (head === 'flow') return this.#ofFlow(path, rest, place);
    if (head === 'trigger') return this.#ofTrigger(path, rest, place);
    return this.#unknown(path);
  }

  #ofFlow(path: readonly string[], [part = '', key, ...tail]: readonly string[], place: Place): Meaning {
    if (part === 'variables' && key !== undefined) return this.#attribute(this.variable(key), path, tail);
    if (part === 'data' && key !== undefined) return this.#attribute(this.given(key), path, tail);
    if (part === 'channel' && key === 'address') return this.#ourNumber(path, place);
    if (['sid', 'flow_sid'].includes(part)) return { as: 'flow.id' };
    return this.#unknown(path);
  }

  #ofTrigger(path: readonly string[], [part = '', key = '', name, ...tail]: readonly string[], place: Place): Meaning {
    if (key === 'parameters' && name !== undefined) return this.#attribute(this.given(name), path, tail);
    const field = key.toLowerCase();
    if (part === 'request') {
      if (field === 'to') return { as: 'contact.address' };
      if (field === 'from') return this.#ourNumber(path, place);
    }
    if (part === 'message' || part === 'conversation') {
      if (field === 'from') return { as: 'contact.address' };
      if (field === 'to') return this.#ourNumber(path, place);
      if (field === 'body') {
        this.readsFirstMessage = true;
        return this.#attribute(this.firstMessage(), path, []);
      }
    }
    return this.#unknown(path);
  }

  #ofWidget(path: readonly string[], [state = '', part = '', ...rest]: readonly string[]): Meaning {
    if (part === 'inbound' && this.#replies.has(state)) {
      const field = rest.join('.').toLowerCase();
      if (field === 'body') return this.#attribute(this.reply(state), path, []);
      if (field === 'from') return { as: 'contact.address' };
    }
    if (this.#calls.has(state)) {
      if (part === 'parsed') return this.#saved(state, path, rest, `response.body${pathTail(rest)}`);
      if (part === 'body') return this.#saved(state, path, ['body'], 'response.body');
      if (part === 'status_code') return this.#saved(state, path, ['status'], 'response.status');
    }
    return this.#unknown(path);
  }

  #saved(state: string, path: readonly string[], wish: readonly string[], from: string): Meaning {
    const name = this.#names.name(`saved ${state} ${from}`, [state, ...wish].join(' '));
    const saves = this.saves.get(state) ?? new Map<string, string>();
    this.saves.set(state, saves.set(name, `{{ ${from} }}`));
    return this.#attribute(name, path, []);
  }

  #ourNumber(path: readonly string[], place: Place): Meaning {
    return place === 'sent' ? { as: 'twilio.from_number' } : this.#unknown(path);
  }

  #attribute(name: string, path: readonly string[], tail: readonly string[]): Meaning {
    this.read.set(name, path.slice(0, path.length - tail.length).join('.'));
    return { as: `${name}${pathTail(tail)}` };
  }

  #unknown(path: readonly string[]): Meaning {
    const name = this.#names.name(`unknown ${path.join('.')}`, path.join(' '));
    this.read.set(name, path.join('.'));
    this.lost.add(name);
    return {
      as: name,
      lost: `has no counterpart. The attribute "${name}" stands in its place, and is empty unless something sets it.`,
    };
  }
}
