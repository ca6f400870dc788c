import type { ContactView } from '../engine/scope.ts';
import type { ContactKey } from './ports.ts';
import type { Opened } from './store.ts';

/** What templates may know of a contact at a time; a verified number counts for as long as it is trusted. */
export function viewOf(contact: ContactKey, known: Pick<Opened, 'name' | 'language' | 'verified'>, now: number): ContactView {
  const trusted = known.verified && known.verified.until > now ? known.verified : null;
  return {
    address: contact.theirs,
    channel: contact.channel,
    name: known.name,
    language: known.language,
    verified: trusted !== null,
    verified_phone: trusted?.phone ?? null,
    verified_at: trusted ? new Date(trusted.at).toISOString() : null,
  };
}
