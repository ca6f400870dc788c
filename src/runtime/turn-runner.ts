import type { Effect } from '../engine/effect.ts';
import type { Event, InboundMessage } from '../engine/event.ts';
import type { Flow } from '../engine/flow.ts';
import type { ContactView } from '../engine/scope.ts';
import { languageOf } from '../engine/secrecy.ts';
import { type ConversationState, NEW_CONVERSATION } from '../engine/state.ts';
import { failedTurn, transition } from '../engine/transition.ts';
import type { Turn, World } from '../engine/turn.ts';
import type { Attributes } from '../engine/value.ts';
import { viewOf } from './contact-view.ts';
import { eventsOf } from './events-of-turn.ts';
import { describeError } from '../lib/errors.ts';
import type { FlowLibrary } from './flow-library.ts';
import type { Hold } from './hold.ts';
import { asRecorded, isKept, settledKept, shownText, withoutRepeats } from './messages-of-turn.ts';
import type { Clock, ContactKey, Logger, Random } from './ports.ts';
import type {
  Committed,
  ConversationJob,
  KeptMessage,
  NewMessage,
  Opened,
  Route,
  Store,
  StoredConversation,
  TurnCommit,
} from './store.ts';

/**
 * How long a text that goes by the channel keeps back what is said after it, in milliseconds. One that takes longer is held
 * up at the far side, and the person must not be.
 */
const PATIENCE = 20_000;
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
  /** What a conversation that begins with this turn has from outside. */
  readonly attributes?: Attributes;
  /** The webhook that the texts go out on; null: they go by the channel. */
  readonly hold: Hold | null;
}

/** What every turn may know of the server. */
type Surroundings = Pick<World, 'country' | 'allowedCountries' | 'wording'>;

export type CallEffect = Extract<Effect, { type: 'call' }>;

/** A turn that is on disk, and what is left to be done for it. */
export interface TurnDone {
  readonly as: 'committed';
  readonly conversationId: number;
  readonly revision: number;
  readonly state: ConversationState;
  readonly view: ContactView;
  readonly committed: Extract<Committed, { as: 'committed' }>;
  /** How its texts leave. */
  readonly route: Route;
  readonly job: ConversationJob | null;
  readonly call: CallEffect | null;
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
  readonly #around: Surroundings;
  /** The answer of a webhook may have buttons in it: so with the simulator, and not in TwiML. */
  readonly #answersTakeButtons: boolean;

  constructor(parts: {
    store: Store;
    library: FlowLibrary;
    clock: Clock;
    random: Random;
    logger: Logger;
    around: Surroundings;
    answersTakeButtons: boolean;
  }) {
    this.#store = parts.store;
    this.#library = parts.library;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#logger = parts.logger;
    this.#around = parts.around;
    this.#answersTakeButtons = parts.answersTakeButtons;
  }

  /** Rejects when the store fails. `conflict` and `seen`: read again. */
  async run(request: TurnRequest): Promise<TurnDone | Exclude<Committed, { as: 'committed' }>> {
    const { contact } = request;
    const now = this.#clock.now();
    const world = this.#worldOf(request, now);
    const turn = this.#turnOf(request, world);
    const leftover = this.#leftover(turn, contact);
    const job = this.#jobOf(turn.effects, now);
    const route = this.#routeOf(request, turn.effects, now);
    const commit = this.#commitOf(request, turn, { now, job, leftover: leftover.settled, route });
    request.hold?.beginCommit();
    const committed = await this.#store.commit(commit).catch((error: unknown) => {
      request.hold?.endCommit([], null);
      throw error;
    });
    if (committed.as !== 'committed') {
      request.hold?.endCommit([], null);
      return committed;
    }
    request.hold?.endCommit(route === 'twiml' ? committed.said : [], committed.messageId);
    const call = turn.effects.find((effect) => effect.type === 'call') ?? null;
    const { conversationId } = committed;
    return {
      as: 'committed',
      conversationId,
      revision: commit.conversation.revision + 1,
      state: turn.state,
      view: world.contact,
      committed,
      route,
      job,
      call,
      starts: leftover.starts,
    };
  }

  /** The turn as it would be made now; nothing is committed. */
  turnOf(request: TurnRequest): Turn {
    return this.#turnOf(request, this.#worldOf(request, this.#clock.now()));
  }

  #worldOf({ contact, opened, conversation, message }: TurnRequest, now: number): World {
    const { language, verified } = opened;
    const view = viewOf(contact, { name: message?.name ?? opened.name, language, verified }, now);
    const kept: readonly InboundMessage[] = conversation ? opened.kept : [];
    const { apisReadMessage } = this.#library;
    return { ...this.#around, contact: view, ours: contact.ours, kept, now, apisReadMessage };
  }

  #turnOf({ flow, opened, conversation, attributes, event }: TurnRequest, world: World): Turn {
    return this.#transition(flow, conversation?.state ?? newState(flow, opened, attributes), event, world);
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
    extra: { now: number; job: ConversationJob | null; leftover: TurnCommit['read']; route: Route },
  ): TurnCommit {
    const { contact, opened, flow, conversation, message, hold } = request;
    const said = turn.effects.filter((effect) => effect.type === 'say');
    const language = languageOf(turn.state.attributes, opened.language);
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
      message: message && asRecorded(message, turn),
      read: withoutRepeats([...settledKept(turn), ...extra.leftover, ...(request.settles ?? [])]),
      say: said,
      route: extra.route,
      replyTo: hold?.messageId ?? null,
      trace: turn.trace,
      job: extra.job,
      contactAttributes: lastingAttributes(flow, turn.state, opened.attributes),
      language: language === opened.language ? null : { is: language },
      claim: claimIn(turn.effects, extra.now),
      events: eventsOf({ before: conversation?.state ?? null, after: turn.state, effects: turn.effects }, extra.now),
    };
  }

  /** On the webhook that is held, unless that would overtake a text that is about to leave by the channel, or cannot take the buttons. */
  #routeOf({ hold, opened }: TurnRequest, effects: readonly Effect[], now: number): Route {
    if (!hold) return 'rest';
    const hasButtons = effects.some((effect) => effect.type === 'say' && (effect.content?.buttons ?? []).length > 0);
    if (hasButtons && !this.#answersTakeButtons) return 'rest';
    const isBehind = opened.unsentSince !== null && now - opened.unsentSince < PATIENCE;
    return isBehind && hold.said.length === 0 ? 'rest' : 'twiml';
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
    const { waiting } = turn.state;
    if ((waiting !== null && waiting !== 'person') || turn.unread.length === 0) return { starts: null, settled: [] };
    const unread = turn.unread.filter(isKept);
    if (waiting === 'person')
      return {
        starts: null,
        settled: unread.map(({ id, text }) => ({ id, status: 'handed_off', shown: shownText(text, 'digits') })),
      };
    const starts = unread.find((message) => this.#library.byKeyword(contact, message)) ?? null;
    const settled = unread.map((message) => ({
      id: message.id,
      status: message === starts ? ('received' as const) : ('unanswered' as const),
      shown: null,
    }));
    return { starts, settled };
  }
}

function claimIn(effects: readonly Effect[], now: number): TurnCommit['claim'] {
  const claim = effects.find((effect) => effect.type === 'claim');
  return claim ? { phone: claim.phone, at: now, until: now + claim.trust, by: claim.method } : null;
}

/** The state that a new conversation of a contact begins with. */
function newState(flow: Flow, opened: Pick<Opened, 'attributes' | 'language'>, given: Attributes = {}): ConversationState {
  const attributes: Record<string, Attributes[string]> = {};
  for (const [name, declared] of flow.attributes) {
    // What we know of a person's language is more than a flow's guess.
    const known = name === 'language' ? (opened.language ?? undefined) : undefined;
    const kept = declared.lifetime === 'contact' ? own(opened.attributes, name) : known;
    const value = kept ?? declared.default;
    if (value !== undefined) attributes[name] = value;
  }
  return { ...NEW_CONVERSATION, attributes: { ...attributes, ...given } };
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
