import type { Event } from '../engine/event.ts';
import type { Flow } from '../engine/flow.ts';
import { SCOPE_NAMES } from '../engine/scope.ts';
import { attributeName } from '../engine/shapes.ts';
import { statusOf } from '../engine/state.ts';
import type { Attributes } from '../engine/value.ts';
import { normalizePhone } from '../lib/phone.ts';
import { isOutsideWindow } from '../lib/whatsapp-window.ts';
import type { FlowLibrary } from './flow-library.ts';
import { contactKeyText } from './holds.ts';
import type { Lanes } from './lanes.ts';
import type { AfterTurn } from './perform/after-turn.ts';
import type { Erased } from './people-store.ts';
import type { ChannelName, Clock, ContactKey } from './ports.ts';
import type { Opened, Store, StoredConversation } from './store.ts';
import type { TurnRequest, TurnRunner } from './turn-runner.ts';

/** Turns that may lose against another one of the same contact before we give up. */
const MAX_CONFLICTS = 5;

/** Why something cannot be done. `message` is for the person who asked. */
export interface Refused {
  readonly as: 'refused';
  readonly code:
    | 'not_found'
    | 'unknown_flow'
    | 'no_number'
    | 'bad_number'
    | 'bad_attribute'
    | 'opted_out'
    | 'already_open'
    | 'outside_window'
    | 'ended'
    | 'busy'
    | 'handed_off'
    | 'not_handed_off';
  readonly message: string;
}
export type Asked = { readonly as: 'done'; readonly id: number } | Refused;

interface Parts {
  readonly store: Store;
  readonly library: FlowLibrary;
  readonly turns: TurnRunner;
  readonly after: AfterTurn;
  readonly lanes: Lanes;
  readonly clock: Clock;
  /** The number of ours that new conversations have. */
  readonly ours: string;
  /** The default region of numbers. */
  readonly country: string | undefined;
}

/** What people of ours do with conversations: begin one, take one over from the bot and talk, give it back, end it. */
export class Desk {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins a conversation with somebody who has none open. What it says goes by the channel. */
  async start(wish: { flow: string; to: string; channel: ChannelName; attributes: Attributes }): Promise<Asked> {
    const { library, ours, country } = this.#parts;
    const flow = library.flow(wish.flow);
    if (!flow) return refused('unknown_flow', `There is no flow "${wish.flow}".`);
    if (!/^\+?\d+$/.test(ours))
      return refused('no_number', 'There is no number of ours that an answer would come back to: set TWILIO_FROM_NUMBER.');
    const theirs = normalizePhone(wish.to.replace(/^whatsapp:/, ''), country);
    if (theirs === null) return refused('bad_number', 'That is no phone number. Write it as in +14155550132.');
    const odd = Object.keys(wish.attributes).find((name) => !isAttributeName(name));
    if (odd !== undefined) return refused('bad_attribute', `No attribute can be called "${odd}". Name it in lower_snake.`);
    const contact = { ours, channel: wish.channel, theirs };
    return this.#inLane(contact, async (opened) => this.#begin(contact, flow, opened, wish.attributes));
  }

  /** Says something in a conversation that is handed off. */
  reply(id: number, text: string): Promise<Asked> {
    const { store, clock, after } = this.#parts;
    return this.#withOpen(id, async (contact, opened) => {
      const now = clock.now();
      if (isOutsideWindow(contact.channel, opened.lastInboundAt, now)) return outsideWindow();
      const as = await store.reply({ conversationId: id, text, now });
      after.ring(now);
      return as === 'queued'
        ? { as: 'done', id }
        : refused('not_handed_off', 'The bot has this conversation. Take it over before you write.');
    });
  }

  /** The bot is silent from now on. */
  takeOver(id: number): Promise<Asked> {
    return this.#withOpen(id, async (contact, opened, conversation) => {
      const { waiting } = conversation.state;
      if (waiting === 'person') return refused('handed_off', 'A person has this conversation already.');
      if (waiting === 'api') return refused('busy', 'An API is being called for this conversation. Try again in a moment.');
      return this.#turn(contact, opened, conversation, { type: 'taken_over' });
    });
  }

  /** The bot goes on. */
  takeBack(id: number): Promise<Asked> {
    return this.#withOpen(id, async (contact, opened, conversation) => {
      if (statusOf(conversation.state) !== 'handed_off') return refused('not_handed_off', 'The bot has this conversation.');
      return this.#turn(contact, opened, conversation, { type: 'taken_back' });
    });
  }

  end(id: number): Promise<Asked> {
    return this.#withOpen(id, (contact, opened, conversation) => this.#turn(contact, opened, conversation, { type: 'closed' }));
  }

  /** Erases a contact: their conversations, texts and what is kept of them. Null when there is no such contact. */
  async erase(contactId: number): Promise<Erased | null> {
    const { store, lanes } = this.#parts;
    const contact = await store.contactKeyOf({ contactId });
    if (!contact) return null;
    return lanes.run(contactKeyText(contact), () => store.eraseContact({ contactId }));
  }

  async #begin(contact: ContactKey, flow: Flow, opened: Opened, attributes: Attributes): Promise<Asked | null> {
    const { turns, clock } = this.#parts;
    if (opened.optedOut) return refused('opted_out', 'This person has opted out: nothing may be sent until they write START.');
    if (opened.conversation)
      return refused('already_open', `Conversation ${opened.conversation.id} with this person is still open. End it first.`);
    const event: Event = { type: 'started', message: null };
    const request: TurnRequest = { contact, opened, flow, conversation: null, event, message: null, hold: null, attributes };
    const says = turns.turnOf(request).effects.filter((effect) => effect.type === 'say');
    const isOutside = isOutsideWindow(contact.channel, opened.lastInboundAt, clock.now());
    if (isOutside && says.some((effect) => !effect.content)) return outsideWindow();
    return this.#run(request);
  }

  async #turn(contact: ContactKey, opened: Opened, conversation: StoredConversation, event: Event): Promise<Asked | null> {
    const flow = await this.#parts.library.version(conversation.flow, conversation.version);
    if (!flow) return refused('not_found', 'The version of the flow that this conversation began with is gone.');
    return this.#run({ contact, opened, flow, conversation, event, message: null, hold: null });
  }

  /** Null when another turn came first. */
  async #run(request: TurnRequest): Promise<Asked | null> {
    const done = await this.#parts.turns.run(request);
    if (done.as !== 'committed') return null;
    await this.#parts.after.turn(request.contact, request.flow, done);
    return { as: 'done', id: done.conversationId };
  }

  async #withOpen(
    id: number,
    work: (contact: ContactKey, opened: Opened, conversation: StoredConversation) => Promise<Asked | null>,
  ): Promise<Asked> {
    const contact = await this.#parts.store.contactOf({ conversationId: id });
    if (!contact) return refused('not_found', `There is no conversation "${id}".`);
    return this.#inLane(contact, async (opened) => {
      const { conversation } = opened;
      return conversation?.id === id ? work(contact, opened, conversation) : refused('ended', 'This conversation has ended.');
    });
  }

  #inLane(contact: ContactKey, work: (opened: Opened) => Promise<Asked | null>): Promise<Asked> {
    const { lanes, store } = this.#parts;
    return lanes.run(contactKeyText(contact), async () => {
      for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
        const done = await work(await store.open({ contact, sid: null }));
        if (done) return done;
      }
      return refused('busy', 'Other turns of this conversation kept coming first. Try again.');
    });
  }
}

function isAttributeName(name: string): boolean {
  return attributeName.safeParse(name).success && !(SCOPE_NAMES as readonly string[]).includes(name);
}

function refused(code: Refused['code'], message: string): Refused {
  return { as: 'refused', code, message };
}

function outsideWindow(): Refused {
  return refused(
    'outside_window',
    'This person has not written on WhatsApp for 24 hours, so only a content template would reach them.',
  );
}
