import { normalizePhone } from '../../lib/phone.ts';
import type { ContactReads, VerifiedContact } from '../../runtime/reads.ts';
import type { People } from '../../runtime/people.ts';
import type { Handler } from '../route.ts';
import { readId, refused } from './answers.ts';

/** `GET /api/v1/contacts?phone=`. `country` is for numbers without a country code. */
export function findContacts(contacts: ContactReads, at: { readonly country: string | undefined; now(): number }): Handler {
  return async ({ query }) => {
    const typed = query['phone'];
    // A plus sign in a query that nobody escaped reads as a space.
    const phone = typeof typed === 'string' ? normalizePhone(typed.replace(/^ (?=[\d(])/, '+'), at.country) : null;
    if (phone === null) {
      return refused(400, 'bad_query', 'Say whose number: ?phone=%2B14155550132');
    }
    const now = at.now();
    const items = (await contacts.findByPhone({ phone })).map((one) => shownContact(one, now));
    const best = items.find((item) => item.verified) ?? items[0];
    const { verified = false, verifiedAt = null, verifiedUntil = null, verifiedBy = null } = best ?? {};
    return { status: 200, body: { phone, verified, verifiedAt, verifiedUntil, verifiedBy, items } };
  };
}

/** `DELETE /api/v1/contacts/:id`: erases the person with all their conversations. */
export function eraseContact(people: Pick<People, 'eraseContact'>): Handler {
  return async ({ params }) => {
    const id = readId(params['id']);
    const erased = id !== null && (await people.eraseContact(id));
    return erased ? { status: 204, body: null } : refused(404, 'not_found', `There is no person "${params['id']}".`);
  };
}

function shownContact({ address, channel, ours, verifiedAt, verifiedUntil, verifiedBy }: VerifiedContact, now: number) {
  return {
    address,
    channel,
    ours,
    verified: verifiedUntil > now,
    verifiedAt: new Date(verifiedAt).toISOString(),
    verifiedUntil: new Date(verifiedUntil).toISOString(),
    verifiedBy,
  };
}
