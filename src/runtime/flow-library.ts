import type { Api } from '../engine/api.ts';
import type { Flow } from '../engine/flow.ts';
import { bindKept } from '../flow/bind.ts';
import type { Loaded } from '../flow/load.ts';
import { foldKeyword } from '../lib/keyword.ts';
import type { ContactKey } from './ports.ts';
import type { Store } from './store.ts';

/** A version may be forgotten so long after it was live: no turn takes that long to begin a conversation with it. */
export const GRACE = 600_000;

/** What a message says, for the choice of a flow. */
export interface Words {
  readonly text: string;
  readonly button: string | null;
}

/** The flows and APIs that are live, and the versions that conversations began with. */
export class FlowLibrary {
  readonly #store: Store;
  readonly #versions = new Map<string, Flow>();
  /** APIs that no file defines. */
  readonly #builtIn: ReadonlyMap<string, Api>;
  #live: Loaded;
  #apisReadMessage: boolean;

  private constructor(store: Store, live: Loaded, builtIn: ReadonlyMap<string, Api>) {
    this.#builtIn = builtIn;
    this.#store = store;
    this.#live = live;
    this.#apisReadMessage = readMessage(live);
    for (const flow of live.flows) this.#versions.set(versionKey(flow.id, flow.version), flow);
  }

  /** Keeps the live versions in the store, so that conversations begun now can go on with them later, and forgets those that no conversation uses any more. */
  static async open(
    store: Store,
    live: Loaded,
    now: number,
    builtIn: ReadonlyMap<string, Api> = new Map(),
  ): Promise<FlowLibrary> {
    const library = new FlowLibrary(store, live, builtIn);
    await library.#keep(live, now);
    // Where processes share the store, another one may be about to begin a conversation with what was live until now.
    await library.forgetUnused(store.shared ? now - GRACE : now);
    return library;
  }

  /** Makes these flows and APIs the live ones. What was live stays for the conversations that began with it. */
  async adopt(next: Loaded, now: number): Promise<void> {
    // What is live now was so until now: a turn under way may still begin a conversation with it.
    await Promise.all([this.#keep(this.#live, now), this.#keep(next, now)]);
    for (const flow of next.flows) this.#versions.set(versionKey(flow.id, flow.version), flow);
    this.#live = next;
    this.#apisReadMessage = readMessage(next);
  }

  /** Forgets the versions that no conversation uses and that were last live before then. */
  async forgetUnused(before: number): Promise<void> {
    const keep = this.#live.flows.map(({ id, version }) => ({ flow: id, version }));
    const dropped = await this.#store.dropFlows({ keep, before });
    for (const { flow, version } of dropped) this.#versions.delete(versionKey(flow, version));
  }

  async #keep({ flows, contents }: Loaded, now: number): Promise<void> {
    await Promise.all(
      flows.map(({ id, version }) => this.#store.saveFlow({ flow: id, version, content: contents.get(id) ?? '', now })),
    );
  }

  get live(): Loaded {
    return this.#live;
  }

  get flows(): readonly Flow[] {
    return this.#live.flows;
  }

  /** Some API reads the last message of a conversation. */
  get apisReadMessage(): boolean {
    return this.#apisReadMessage;
  }

  api(id: string): Api | undefined {
    return this.#live.apis.get(id) ?? this.#builtIn.get(id);
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
    const flow = content === null ? null : bindKept(id, content);
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

function readMessage({ apis }: Loaded): boolean {
  return [...apis.values()].some((api) => api.readsMessage);
}
