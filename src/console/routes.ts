import type { Reads } from '../runtime/reads.ts';
import { listConversations, readConversation } from './handlers/conversations.ts';
import { type Phones, readOutbox, textSimulator } from './handlers/simulator.ts';
import type { Route } from './route.ts';

/** Every route below `/api/v1`. `phones` is null in live mode, where there is no simulator. */
export function apiRoutes(parts: { readonly reads: Reads; readonly phones: Phones | null }): readonly Route[] {
  const { reads, phones } = parts;
  const simulator: Route[] = phones
    ? [
        { method: 'post', path: '/simulator/messages', handle: textSimulator(phones) },
        { method: 'get', path: '/simulator/outbox', handle: readOutbox(phones) },
      ]
    : [];
  return [
    { method: 'get', path: '/conversations', handle: listConversations(reads) },
    { method: 'get', path: '/conversations/:id', handle: readConversation(reads) },
    ...simulator,
  ];
}
