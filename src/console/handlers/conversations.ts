import { z } from 'zod';
import type { ConversationItem, Reads } from '../../runtime/reads.ts';
import type { Handler } from '../route.ts';

const PAGE = 50;

const listQuery = z.object({
  address: z.string().optional(),
  state: z.enum(['waiting', 'busy', 'handed_off', 'ended', '']).optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(PAGE),
});

/** `GET /api/v1/conversations?address=&state=&cursor=&limit=` */
export function listConversations(reads: Reads): Handler {
  return async ({ query }) => {
    const parsed = listQuery.safeParse(query);
    if (!parsed.success) return { status: 400, body: { error: { code: 'bad_query', message: z.prettifyError(parsed.error) } } };
    const { address, state, cursor, limit } = parsed.data;
    const page = await reads.listConversations({
      address: address === undefined || address === '' ? null : bareAddress(address),
      state: state === undefined || state === '' ? null : state,
      before: cursor ?? null,
      limit,
    });
    return { status: 200, body: { items: page.items.map(shownItem), next: page.next === null ? null : String(page.next) } };
  };
}

/** `GET /api/v1/conversations/:id` */
export function readConversation(reads: Reads): Handler {
  return async ({ params }) => {
    const id = /^\d{1,15}$/.test(params['id'] ?? '') ? Number(params['id']) : null;
    const found = id !== null ? await reads.readConversation({ id }) : null;
    if (!found)
      return { status: 404, body: { error: { code: 'not_found', message: `There is no conversation "${params['id']}".` } } };
    const { attributes, transcript, trace } = found;
    return {
      status: 200,
      body: {
        ...shownItem(found),
        attributes,
        transcript: transcript.map((item) => ({ ...item, at: iso(item.at) })),
        trace: trace.map(({ turn, at, entries }) => ({ turn, at: iso(at), entries })),
      },
    };
  };
}

function shownItem({ id, address, channel, flow, version, state, outcome, startedAt, updatedAt }: ConversationItem) {
  return {
    id: String(id),
    address,
    channel,
    flow,
    version,
    state,
    outcome,
    startedAt: iso(startedAt),
    updatedAt: iso(updatedAt),
  };
}

/** A plus sign in a query that nobody escaped reads as a space; and an address has no channel in front. */
function bareAddress(address: string): string {
  return address.replace(/^ /, '+').replace(/^whatsapp:[ +]?/, (prefix) => (prefix === 'whatsapp:' ? '' : '+'));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
