import type { Effect } from '../engine/effect.ts';
import type { Event, InboundMessage, Secrecy } from '../engine/event.ts';
import type { Flow } from '../engine/flow.ts';
import type { ContactView } from '../engine/scope.ts';
import { type ConversationState, NEW_CONVERSATION } from '../engine/state.ts';
import { failedTurn, transition } from '../engine/transition.ts';
import type { Turn, World } from '../engine/turn.ts';
import type { Attributes } from '../engine/value.ts';
import { describeError } from '../lib/errors.ts';
import { maskDigits } from '../lib/mask.ts';
import type { FlowLibrary } from './flow-library.ts';
import type { Hold } from './hold.ts';
import type { Clock, ContactKey, Logger, Random } from './ports.ts';
import type {
  Committed,
  ConversationJob,
  KeptMessage,
  NewMessage,
  Opened,
  Store,
  StoredConversation,
  TurnCommit,
} from './store.ts';

/** How long an API call may be under way before its job counts as orphaned, beyond the call's own timeout. */
const CALL_GRACE = 30_000;

/** One turn to be made. `conversation` null begins one in `flow`. */
export interface TurnRequest {
  readonly contact: ContactKey;
  readonly opened: Opened;
  readonly flow: Flow;
  readonly conversation: StoredConversation | null;
  readonly event: Event;
  /** The message that came just now, when the event is about it. */
  readonly message: NewMessage | null;
  /** Kept rows that this turn settles besides those that its steps read. */
  readonly settles?: TurnCommit['read'];
  readonly ends?: TurnCommit['ends'];
  /** The webhook that the texts go out on; null: they go by the channel. */
  readonly hold: Hold | null;
}

/** A turn that is on disk, and what is left to be done for it. */
export interface TurnDone {
  readonly as: 'committed';
  readonly conversationId: number;
  readonly revision: number;
  readonly state: ConversationState;
  readonly view: ContactView;
  readonly committed: Extract<Committed, { as: 'committed' }>;
  readonly job: ConversationJob | null;
  readonly call: string | null;
  /** The kept message that starts another flow now that this conversation is over. */
  readonly starts: KeptMessage | null;
}

/** Makes turns: one event → `transition` → one commit. Knows nothing of webhooks, timers or calls. */
export class TurnRunner {
  readonly #store: Store;
  readonly #library: FlowLibrary;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #country: string | undefined;

  constructor(parts: {
    store: Store;
    library: FlowLibrary;
    clock: Clock;
    random: Random;
    logger: Logger;
    country: string | undefined;
  }) {
    this.#store = parts.store;
    this.#library = parts.library;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#logger = parts.logger;
    this.#country = parts.country;
  }

  /** Rejects when the store fails. `conflict` and `seen`: read again. */
  async run(request: TurnRequest): Promise<TurnDone | Exclude<Committed, { as: 'committed' }>> {
    const { contact, opened, flow, conversation, event } = request;
    const before = conversation?.state ?? newState(flow, opened.attributes);
    const view: ContactView = {
      address: contact.theirs,
      channel: contact.channel,
      name: request.message?.name ?? opened.name,
      language: opened.language,
    };
    const keptMessages: readonly InboundMessage[] = conversation ? opened.kept : [];
    const turn = this.#transition(flow, before, event, { contact: view, country: this.#country, kept: keptMessages });
    const now = this.#clock.now();
    const leftover = this.#leftover(turn, contact);
    const job = this.#jobOf(turn.effects, now);
    const commit = this.#commitOf(request, turn, { now, job, leftover: leftover.settled });
    request.hold?.beginCommit();
    const committed = await this.#store.commit(commit).catch((error: unknown) => {
      request.hold?.endCommit([], null);
      throw error;
    });
    if (committed.as !== 'committed') {
      request.hold?.endCommit([], null);
      return committed;
    }
    request.hold?.endCommit(committed.said, committed.messageId);
    const call = turn.effects.find((effect) => effect.type === 'call')?.api ?? null;
    const { conversationId } = committed;
    return {
      as: 'committed',
      conversationId,
      revision: commit.conversation.revision + 1,
      state: turn.state,
      view,
      committed,
      job,
      call,
      starts: leftover.starts,
    };
  }

  /** A conversation that throws ends with `error`; the others never notice. */
  #transition(flow: Flow, before: ConversationState, event: Event, world: World): Turn {
    try {
      return transition(flow, before, event, world);
    } catch (error) {
      this.#logger.error(
        { flow: flow.id, step: before.step, error: describeError(error) },
        'A turn threw; its conversation ends with an error',
      );
      return failedTurn(flow, before, world, `The turn threw: ${describeError(error)}`);
    }
  }

  #commitOf(
    request: TurnRequest,
    turn: Turn,
    extra: { now: number; job: ConversationJob | null; leftover: TurnCommit['read'] },
  ): TurnCommit {
    const { contact, opened, flow, conversation, message, hold } = request;
    const readNow = turn.read.find((one) => !isKept(one.message));
    const said = turn.effects.filter((effect) => effect.type === 'say');
    return {
      now: extra.now,
      contact,
      contactId: opened.contactId,
      conversation: {
        id: conversation?.id ?? null,
        revision: conversation?.revision ?? 0,
        flow: flow.id,
        version: flow.version,
        state: turn.state,
        secrets: flow.secrets,
      },
      ends: request.ends ?? null,
      message: message && { ...message, shown: shownText(message.text, readNow?.hides ?? 'open'), status: readNow?.as ?? 'used' },
      read: [...(request.settles ?? []), ...settledKept(turn), ...extra.leftover],
      say: said,
      route: hold ? 'twiml' : 'rest',
      replyTo: hold?.messageId ?? null,
      trace: turn.trace,
      job: extra.job,
      contactAttributes: lastingAttributes(flow, turn.state, opened.attributes),
    };
  }

  #jobOf(effects: readonly Effect[], now: number): ConversationJob | null {
    for (const effect of effects) {
      if (effect.type === 'timer') return { kind: effect.kind, dueAt: now + effect.after };
      if (effect.type === 'call') {
        const timeout = this.#library.api(effect.api)?.timeout ?? 0;
        return { kind: 'call', dueAt: now + timeout + CALL_GRACE, key: this.#random.uuid() };
      }
    }
    return null;
  }

  /**
   * When a conversation ends with messages unread, the first that is a keyword starts its flow; the others stay unanswered.
   * It is `received` again, so that it is not lost should we stop before its turn.
   */
  #leftover(turn: Turn, contact: ContactKey): { starts: KeptMessage | null; settled: TurnCommit['read'] } {
    if (turn.state.waiting !== null || turn.unread.length === 0) return { starts: null, settled: [] };
    const unread = turn.unread.filter(isKept);
    const starts = unread.find((message) => this.#library.byKeyword(contact, message)) ?? null;
    const settled = unread.map((message) => ({
      id: message.id,
      status: message === starts ? ('received' as const) : ('unanswered' as const),
      shown: null,
    }));
    return { starts, settled };
  }
}

function newState(flow: Flow, lasting: Attributes): ConversationState {
  const attributes: Record<string, Attributes[string]> = {};
  for (const [name, declared] of flow.attributes) {
    const kept = declared.lifetime === 'contact' ? own(lasting, name) : undefined;
    const value = kept ?? declared.default;
    if (value !== undefined) attributes[name] = value;
  }
  return { ...NEW_CONVERSATION, attributes };
}

/** Attributes declared to outlive the conversation, when this turn changed one. */
function lastingAttributes(flow: Flow, state: ConversationState, before: Attributes): Attributes | null {
  let changed: Record<string, Attributes[string]> | null = null;
  for (const [name, declared] of flow.attributes) {
    const value = own(state.attributes, name);
    if (declared.lifetime !== 'contact' || value === undefined || value === own(before, name)) continue;
    changed ??= { ...before };
    changed[name] = value;
  }
  return changed;
}

/** Attributes may be called `constructor`, which every object answers to. */
function own(attributes: Attributes, name: string): Attributes[string] | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

function isKept(message: InboundMessage): message is KeptMessage {
  return 'id' in message;
}

function settledKept(turn: Turn): TurnCommit['read'] {
  return turn.read.flatMap(({ message, as, hides }) =>
    isKept(message) ? [{ id: message.id, status: as, shown: hides === 'open' ? null : shownText(message.text, hides) }] : [],
  );
}

function shownText(text: string, hides: Secrecy): string {
  if (hides === 'open') return text;
  return hides === 'digits' ? maskDigits(text) : '••••••';
}
