import type { ConversationState } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { Store, TurnCommit } from '../runtime/store.ts';
import type { Happening, SaidText } from './happening.ts';

/** A turn's trace, for whoever counts where the chats have been. */
export interface TracedTurn {
  readonly flow: string;
  readonly entries: readonly TraceEntry[];
}

/** The conversation as its last turn left it. */
export interface SeenConversation {
  readonly flow: string;
  readonly state: ConversationState;
  /** The step it is at as traces name it: `flow/step` in a flow that another one runs; null once ended. */
  readonly at: string | null;
  /** Names of attributes that are secret. */
  readonly secrets: ReadonlySet<string>;
}

/** Stands before the store of an engine under test, and writes down what happens, in the order in which it is committed. */
export class Recorder {
  happenings: Happening[] = [];
  readonly turns: TracedTurn[] = [];
  conversation: SeenConversation | null = null;
  /** When the open conversation goes on by itself, in wall milliseconds; null when it does not. */
  dueAt: number | null = null;
  optedOut = false;
  readonly #onTurn: (turn: TurnCommit) => void;
  #stirs = 0;
  #underWay = 0;
  /** Texts that were committed and are not yet seen to arrive. */
  #expected: SaidText[] = [];

  constructor(onTurn: (turn: TurnCommit) => void = () => {}) {
    this.#onTurn = onTurn;
  }

  /** Grows with everything that the engine does to its store. */
  get stirs(): number {
    return this.#stirs;
  }

  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** The store to give to the engine. */
  watch(store: Store): Store {
    const counted = this.#counted(store);
    return {
      ...counted,
      commit: async (turn) => {
        const done = await counted.commit(turn);
        if (done.as === 'committed') this.#took(turn);
        return done;
      },
      optOut: async (change) => {
        const done = await counted.optOut(change);
        if (done.as === 'changed') this.#optedOut(done.said);
        return done;
      },
      optIn: async (change) => {
        const done = await counted.optIn(change);
        if (done.as === 'changed') {
          this.optedOut = false;
          for (const { text, media } of done.said) this.#say({ kind: 'bot', text, shown: text, media, buttons: [], isOwn: true });
        }
        return done;
      },
    };
  }

  /** A text has reached the person's phone: one that no commit announced is noted now. */
  arrived({ text, media, buttons }: Pick<SaidText, 'text' | 'media' | 'buttons'>): void {
    this.#stirs += 1;
    const at = this.#expected.findIndex((one) => one.text === text);
    if (at >= 0) this.#expected.splice(at, 1);
    else this.happenings.push({ kind: 'bot', text, shown: text, media, buttons, isOwn: false });
  }

  /** What was to be said and can arrive no more did not happen. */
  dropUndelivered(): void {
    const lost = new Set<Happening>(this.#expected);
    if (lost.size > 0) this.happenings = this.happenings.filter((one) => !lost.has(one));
    this.#expected = [];
  }

  #counted(store: Store): Store {
    const methods = Object.entries(store).map(([name, method]) => [name, this.#count(method as Method)]);
    return Object.fromEntries(methods);
  }

  #count(method: Method): Method {
    return async (...args) => {
      this.#stirs += 1;
      this.#underWay += 1;
      try {
        return await method(...args);
      } finally {
        this.#underWay -= 1;
        this.#stirs += 1;
      }
    };
  }

  #took(turn: TurnCommit): void {
    const { state, flow, secrets } = turn.conversation;
    if (turn.ends) this.happenings.push({ kind: 'end', outcome: turn.ends.outcome, isAside: true });
    for (const { text, shown, media, content } of turn.say) {
      this.#say({ kind: 'bot', text, shown, media, buttons: content?.buttons ?? [], isOwn: false });
    }
    if (state.waiting === null) this.happenings.push({ kind: 'end', outcome: state.outcome ?? '', isAside: false });
    const at = turn.trace.findLast((entry) => entry.waits !== undefined)?.step ?? state.step;
    this.conversation = { flow, state, at: state.step === null ? null : at, secrets };
    this.dueAt = turn.job?.dueAt ?? null;
    this.turns.push({ flow, entries: turn.trace });
    this.#onTurn(turn);
  }

  #optedOut(said: readonly { readonly text: string; readonly media: readonly string[] }[]): void {
    const open = this.conversation?.state;
    this.optedOut = true;
    for (const { text, media } of said) this.#say({ kind: 'bot', text, shown: text, media, buttons: [], isOwn: true });
    if (!this.conversation || !open || open.waiting === null) return;
    this.conversation = { ...this.conversation, at: null, state: { ...open, step: null, waiting: null, outcome: 'opted_out' } };
    this.happenings.push({ kind: 'end', outcome: 'opted_out', isAside: false });
  }

  #say(said: SaidText): void {
    this.#expected.push(said);
    this.happenings.push(said);
  }
}

type Method = (...args: unknown[]) => Promise<unknown>;
