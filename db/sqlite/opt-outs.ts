import type { OptChange, OptChanged } from '../../src/runtime/store.ts';
import type { Contacts } from './contacts.ts';
import type { EventQueue } from './event-queue.ts';
import type { Inbox } from './inbox.ts';
import type { Turns } from './turns.ts';

interface Parts {
  readonly contacts: Contacts;
  readonly inbox: Inbox;
  readonly turns: Turns;
  readonly events: EventQueue;
}

/** People who want no texts, or want them again. All synchronous, to be run in a group. */
export class OptOuts {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  change({ contact, contactId, message, say, now }: OptChange, to: 'out' | 'in'): OptChanged {
    const { contacts, inbox, turns } = this.#parts;
    const key = message && inbox.newKey(message.sid);
    if (message && !key) return { as: 'seen' };
    const id = contactId ?? contacts.idOf(contact, now);
    const conversationId = turns.openConversationOf(id)?.id ?? null;
    if (to === 'out') this.out(id, now);
    else contacts.optIn(id, contact);
    const place = { contactId: id, conversationId, now };
    if (message) contacts.heardFrom(id, contact, now);
    const messageId = message && key ? inbox.add(message, message.text, { ...place, key, status: 'used' }) : null;
    const texts = say === null ? [] : [{ text: say, shown: say, media: [] }];
    return { as: 'changed', messageId, said: texts.map((text) => turns.say(text, 'twiml', { ...place, replyTo: messageId })) };
  }

  /** Nothing more is sent to this contact: its conversation ends, its timers and what is queued for it go. */
  out(contactId: number, now: number): void {
    const { contacts, inbox, turns, events } = this.#parts;
    if (!contacts.optOut(contactId, now)) return;
    const open = turns.openConversationOf(contactId);
    events.add({ type: 'contact.opted_out' }, { contactId, conversationId: open?.id ?? null, now });
    if (open) turns.end({ id: open.id, revision: open.revision, outcome: 'opted_out' }, now);
    turns.dropQueued(contactId);
    inbox.giveUpKept(contactId);
  }
}
