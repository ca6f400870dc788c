import { eraseWish, personQuery } from '../contract.ts';
import type { HeldPerson, People } from '../../runtime/people.ts';
import type { Handler } from '../route.ts';
import { badBody, badQuery, iso } from './answers.ts';
import { shownConversation } from './conversations.ts';

/** `GET /api/v1/export?address=`: all that is held on a person. */
export function exportPerson(people: Pick<People, 'held'>): Handler {
  return async ({ query }) => {
    const parsed = personQuery.safeParse(query);
    if (!parsed.success) return badQuery(parsed.error);
    // A plus sign in a query that nobody escaped reads as a space.
    const plain = String(query['address']).replace(/^ (?=\d)/, '+');
    return { status: 200, body: shownPerson(await people.held(plain)) };
  };
}

/** `POST /api/v1/erase`: erases a person on every channel. */
export function erasePerson(people: Pick<People, 'erase'>): Handler {
  return async ({ body }) => {
    const parsed = eraseWish.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    return { status: 200, body: await people.erase(parsed.data.address), person: parsed.data.address };
  };
}

/** As the API answers it. */
export function shownPerson({ address, contacts }: HeldPerson) {
  return {
    address,
    contacts: contacts.map(({ contact, verified, optedOutAt, lastInboundAt, createdAt, conversations, texts, ...rest }) => ({
      address: contact.theirs,
      channel: contact.channel,
      ours: contact.ours,
      name: rest.name,
      language: rest.language,
      attributes: rest.attributes,
      verified: verified && { phone: verified.phone, at: iso(verified.at), until: iso(verified.until), by: verified.by },
      optedOutAt: optedOutAt === null ? null : iso(optedOutAt),
      lastInboundAt: lastInboundAt === null ? null : iso(lastInboundAt),
      createdAt: iso(createdAt),
      conversations: conversations.map(shownConversation),
      texts: texts.map((text) => ({ ...text, at: iso(text.at) })),
    })),
  };
}
