import { type OutItem, outQuery, type WebhookItem } from '../contract.ts';
import { twilioCodeWords } from '../../lib/twilio-codes.ts';
import type { Figures, OutText } from '../../runtime/figures.ts';
import type { OutboundStatus } from '../../runtime/store.ts';
import type { Handler } from '../route.ts';
import { badQuery, iso, page, refused, whole } from './answers.ts';

/** A webhook as it was met. */
export type SeenWebhook = Omit<WebhookItem, 'at'> & { readonly at: number };

/** `GET /api/v1/deliveries/in`: the latest webhooks since the start, the last one first. */
export function listWebhooks(seen: () => readonly SeenWebhook[]): Handler {
  return async () => whole(seen().map((one) => ({ ...one, at: iso(one.at) })));
}

const STATES: readonly OutboundStatus[] = ['queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'unknown'];

/** `GET /api/v1/deliveries/out?state=&cursor=&limit=` */
export function listOut(figures: Pick<Figures, 'listOut'>): Handler {
  return async ({ query }) => {
    const parsed = outQuery.safeParse(query);
    if (!parsed.success) return badQuery(parsed.error);
    const { state = '', cursor, limit } = parsed.data;
    const status = STATES.find((one) => one === state) ?? null;
    if (state !== '' && status === null) return refused(400, 'bad_query', `A state is one of ${STATES.join(', ')}.`);
    const found = await figures.listOut({ status, before: cursor ?? null, limit });
    return page(found.items.map(shown), found.next);
  };
}

function shown({ id, to, channel, shown: text, status, error, at, conversationId, deadLetter, erased }: OutText): OutItem {
  const [, code = null, rest = ''] = /^(\d{5}) (.*)$/s.exec(error ?? '') ?? [null, null, error ?? ''];
  const words = (code === null ? null : twilioCodeWords(code)) ?? (rest === '' ? null : rest);
  return {
    id: String(id),
    to,
    channel,
    text,
    state: status,
    code,
    words,
    at: iso(at),
    conversation: conversationId === null ? null : String(conversationId),
    deadLetter: deadLetter === null ? null : String(deadLetter),
    retryable: deadLetter !== null && !erased,
  };
}
