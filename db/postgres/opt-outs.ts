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

/** People who want no texts, or want them again. To be run in a transaction. */
export class OptOuts {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async change({ contact, contactId, message, say, now }: OptChange, to: 'out' | 'in'): Promise<OptChanged> {
    const { contacts, inbox, turns } = this.#parts;
    const id = contactId ?? (await contacts.idOf(contact, now));
    await contacts.lock(id);
    const key = message && (await inbox.newKey(message.sid));
    if (message && !key) return { as: 'seen' };
    const conversationId = (await turns.openConversationOf(id))?.id ?? null;
    if (to === 'out') await this.out(id, now);
    else await contacts.optIn(id, contact);
    const place = { contactId: id, conversationId, now };
    if (message) await contacts.heardFrom(id, contact, now);
    const messageId = message && key ? await inbox.add(message, message.text, { ...place, key, status: 'used' }) : null;
    if (say === null) return { as: 'changed', messageId, said: [] };
    const said = await turns.say({ text: say, shown: say, media: [] }, 'twiml', { ...place, replyTo: messageId });
    return { as: 'changed', messageId, said: [said] };
  }

  /** Nothing more is sent to this contact: its conversation ends, its timers and what is queued for it go. */
  async out(contactId: number, now: number): Promise<void> {
    const { contacts, inbox, turns, events } = this.#parts;
    await contacts.lock(contactId);
    if (!(await contacts.optOut(contactId, now))) return;
    const open = await turns.openConversationOf(contactId);
    await events.add({ type: 'contact.opted_out' }, { contactId, conversationId: open?.id ?? null, now });
    if (open) await turns.end({ id: open.id, revision: open.revision, outcome: 'opted_out' }, now);
    await turns.dropQueued(contactId);
    await inbox.giveUpKept(contactId);
  }
}
