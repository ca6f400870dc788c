import type { Api } from '../engine/api.ts';
import type { Flow } from '../engine/flow.ts';
import { compileKept, type Loaded } from '../flow/load.ts';
import { foldKeyword } from '../lib/keyword.ts';
import type { ContactKey } from './ports.ts';
import type { Store } from './store.ts';

/** What a message says, for the choice of a flow. */
export interface Words {
  readonly text: string;
  readonly button: string | null;
}

/** The flows and APIs that are live, and the versions that conversations began with. */
export class FlowLibrary {
  readonly #store: Store;
  readonly #versions = new Map<string, Flow>();
  #live: Loaded;

  private constructor(store: Store, live: Loaded) {
    this.#store = store;
    this.#live = live;
    for (const flow of live.flows) this.#versions.set(versionKey(flow.id, flow.version), flow);
  }

  /** Keeps the live versions in the store, so that conversations begun now can go on with them later. */
  static async open(store: Store, live: Loaded, now: number): Promise<FlowLibrary> {
    const library = new FlowLibrary(store, live);
    await Promise.all(
      live.flows.map((flow) =>
        store.saveFlow({ flow: flow.id, version: flow.version, content: live.contents.get(flow.id) ?? '', now }),
      ),
    );
    return library;
  }

  get flows(): readonly Flow[] {
    return this.#live.flows;
  }

  api(id: string): Api | undefined {
    return this.#live.apis.get(id);
  }

  flow(id: string): Flow | undefined {
    return this.#live.flows.find((flow) => flow.id === id);
  }

  /** The flow that a message starts: the one whose keyword it is, else the default. */
  choose(contact: ContactKey, words: Words): Flow | undefined {
    return this.byKeyword(contact, words) ?? this.#serving(contact).find((flow) => flow.trigger.default);
  }

  /** The flow whose keyword the message is; with `interrupting`, only one that may start in the middle of another. */
  byKeyword(contact: ContactKey, words: Words, interrupting = false): Flow | undefined {
    const word = foldKeyword(words.button ?? words.text);
    if (word === '') return undefined;
    const claims = (flow: Flow) => flow.trigger.keywords.includes(word) && (!interrupting || flow.trigger.interrupts);
    return this.#serving(contact).find(claims);
  }

  /** A version as a conversation began with it; null when it is nowhere to be found. */
  version(id: string, version: string): Flow | Promise<Flow | null> {
    return this.#versions.get(versionKey(id, version)) ?? this.#fromStore(id, version);
  }

  async #fromStore(id: string, version: string): Promise<Flow | null> {
    const content = await this.#store.readFlow({ flow: id, version });
    const flow = content === null ? null : compileKept(id, content);
    if (flow) this.#versions.set(versionKey(id, version), flow);
    return flow;
  }

  #serving({ channel, ours }: ContactKey): readonly Flow[] {
    return this.#live.flows.filter(
      ({ trigger }) => trigger.channels.includes(channel) && (trigger.to.length === 0 || trigger.to.includes(ours)),
    );
  }
}

function versionKey(id: string, version: string): string {
  return `${id}@${version}`;
}
