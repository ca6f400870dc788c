import { ChatLog } from '../chat-test/chat-log.ts';
import { Recorder } from '../chat-test/recorder.ts';
import { ApiFaults } from '../cli/chat/api-faults.ts';
import { SkippableClock } from '../cli/skippable-clock.ts';
import type { Fault, Try, TryWish } from '../console/handlers/tries.ts';
import type { TryEvent } from '../console/contract.ts';
import type { Core, CoreOverrides } from '../core.ts';
import { describeError } from '../lib/errors.ts';
import type { Logger } from '../runtime/ports.ts';
import type { Store } from '../runtime/store.ts';
import { ChatEvents } from './chat-events.ts';

interface Parts {
  readonly id: string;
  readonly wish: TryWish;
  /** Values that may not be saved. */
  readonly secrets: readonly string[];
  readonly logger: Logger;
}

/** A person at a simulated phone, with an engine of their own whose time can be skipped. */
export class TriedChat implements Try {
  readonly id: string;
  readonly #wish: TryWish;
  readonly #logger: Logger;
  readonly #clock = new SkippableClock();
  readonly #faults = new ApiFaults();
  readonly #events = new ChatEvents(() => this.#clock.now());
  readonly #log: ChatLog;
  readonly #recorder: Recorder;
  #core: Core | null = null;
  /** When the pause is over that the flow makes now, in wall milliseconds. */
  #pauseUntil: number | null = null;
  #offered: readonly { readonly label: string; readonly value: string }[] = [];

  constructor({ id, wish, secrets, logger }: Parts) {
    this.id = id;
    this.#wish = wish;
    this.#logger = logger;
    this.#log = new ChatLog(secrets);
    this.#recorder = new Recorder((turn) => {
      if (turn.contact.theirs !== this.from) return;
      this.#log.turned(turn);
      this.#pauseUntil = turn.job?.kind === 'delay' ? turn.job.dueAt : null;
      this.#events.turned(turn);
    });
  }

  get from(): string {
    return this.#wish.from;
  }

  get flow(): string | null {
    return this.#wish.flow;
  }

  /** What its engine is to be built with. */
  get overrides(): CoreOverrides {
    return {
      clock: this.#clock,
      watchStore: (store) => this.#watch(store),
      transport: (call, request, real) => this.#log.listen(call, request, () => this.#faults.meet(call, request, real)),
    };
  }

  begin(core: Core): void {
    this.#core = core;
    core.simulator?.onDelivered((one) => {
      if (one.to === this.from) this.#offered = one.buttons;
      this.#events.delivered(one, this.from);
    });
  }

  say({ text, button, media }: Parameters<Try['say']>[0]): void {
    const tapped = this.#offered.find(({ value }) => value === button);
    const typed = tapped?.label ?? (text === '' && button !== null ? button : text);
    this.#log.said(typed);
    this.#events.add({ type: 'in', text: typed, media: [...media] });
    const files = media.map((url) => ({ url, type: null }));
    const { channel } = this.#wish;
    this.#core?.phones
      ?.text({ from: this.from, channel, text: typed, button: tapped ? button : null, media: files })
      .catch((error: unknown) => this.#logger.error({ error: describeError(error) }, 'A chat that is tried out failed'));
  }

  skip(): boolean {
    const left = (this.#pauseUntil ?? 0) - this.#clock.now();
    if (left <= 0) return false;
    this.#clock.skip(left);
    return true;
  }

  advance(ms: number): void {
    this.#clock.skip(ms);
  }

  fail(api: string, fault: Fault): boolean {
    const isKnown = this.#wish.flows.apis.has(api);
    if (isKnown) this.#faults.add(api, fault);
    return isKnown;
  }

  async save(): Promise<Awaited<ReturnType<Try['save']>>> {
    if (this.#log.steps.length === 0) return null;
    const { flow, from, channel, flows } = this.#wish;
    // The library that writes YAML is needed nowhere else in a server, and would slow every start.
    const { saveChat } = await import('../chat-test/save-chat.ts');
    return saveChat(flows, this.#log, { flow, from, channel });
  }

  listen(after: number, listener: (event: TryEvent) => void): () => void {
    return this.#events.listen(after, listener);
  }

  #watch(store: Store): Store {
    const recorded = this.#recorder.watch(store);
    return {
      ...recorded,
      optOut: async (change) => {
        const done = await recorded.optOut(change);
        if (done.as === 'changed' && change.contact.theirs === this.from) {
          this.#pauseUntil = null;
          this.#events.optedOut();
        }
        return done;
      },
    };
  }
}
