import { type ConversationItemView, conversationQuery } from '../contract.ts';
import type { ConversationDetail, ConversationItem, Reads } from '../../runtime/reads.ts';
import type { ApiRequest, ApiResponse, Handler } from '../route.ts';
import { badQuery, iso, page, readId, refused } from './answers.ts';

/** `GET /api/v1/conversations?address=&state=&flow=&failed=&cursor=&limit=` */
export function listConversations(reads: Reads): Handler {
  return async ({ query }) => {
    const parsed = conversationQuery.safeParse(query);
    if (!parsed.success) return badQuery(parsed.error);
    const { address = '', state = '', flow = '', failed, cursor, limit } = parsed.data;
    const isEnding = /^\d{2,9}$/.test(address);
    const found = await reads.listConversations({
      address: address === '' || isEnding ? null : bareAddress(address),
      ending: isEnding ? address : null,
      state: state === '' ? null : state,
      flow: flow === '' ? null : flow,
      failed: failed === 'true',
      before: cursor ?? null,
      limit,
    });
    return page(found.items.map(shownItem), found.next);
  };
}

/** `GET /api/v1/conversations/:id` */
export function readConversation(reads: Reads): (request: Pick<ApiRequest, 'params'>) => Promise<ApiResponse> {
  return async ({ params }) => {
    const id = readId(params['id']);
    const found = id !== null ? await reads.readConversation({ id }) : null;
    if (!found) return noConversation(params['id']);
    return { status: 200, body: shownConversation(found) };
  };
}

function noConversation(id: string | undefined): ApiResponse {
  const message = `There is no conversation "${id}". It may have been erased, or it was older than RETENTION.`;
  return refused(404, 'not_found', message, 'Look for it in the list of conversations.');
}

/** As the API answers it. */
export function shownConversation(found: ConversationDetail) {
  const { attributes, transcript, trace, contactId } = found;
  return {
    ...shownItem(found),
    contactId: String(contactId),
    attributes,
    transcript: transcript.map((item) => ({ ...item, at: iso(item.at) })),
    trace: trace.map(({ turn, at, entries }) => ({ turn, at: iso(at), entries })),
  };
}

function shownItem(item: ConversationItem): ConversationItemView {
  const { id, address, channel, flow, version, state, outcome, failed, startedAt, updatedAt } = item;
  return {
    id: String(id),
    address,
    channel,
    flow,
    version,
    state,
    outcome,
    ...(failed ? { failed: true } : {}),
    startedAt: iso(startedAt),
    updatedAt: iso(updatedAt),
  };
}

/** A plus sign in a query that nobody escaped reads as a space; and an address has no channel in front. */
function bareAddress(address: string): string {
  return address.replace(/^ /, '+').replace(/^whatsapp:[ +]?/, (prefix) => (prefix === 'whatsapp:' ? '' : '+'));
}
