import { z } from 'zod';
import { pageQuery } from '../contract.ts';
import type { DeadLetter, DeadLetterStore, Retried } from '../../runtime/dead-letter-store.ts';
import type { ApiResponse, Handler } from '../route.ts';
import { badQuery, iso, page as pageOf, readId, refused } from './answers.ts';

const listQuery = z.object(pageQuery);

/** The dead letters: what there are, and what may be done about one. `drop` gives false when it is not there. */
export interface Letters {
  readonly list: DeadLetterStore['listDeadLetters'];
  retry(id: number): Promise<Retried>;
  drop(id: number): Promise<boolean>;
}

/** `GET /api/v1/dead-letters?cursor=&limit=` */
export function listDeadLetters(letters: Letters): Handler {
  return async ({ query }) => {
    const parsed = listQuery.safeParse(query);
    if (!parsed.success) return badQuery(parsed.error);
    const page = await letters.list({ before: parsed.data.cursor ?? null, limit: parsed.data.limit });
    return pageOf(page.items.map(shown), page.next);
  };
}

/** `POST /api/v1/dead-letters/:id/retry` */
export function retryDeadLetter(letters: Letters): Handler {
  return async ({ params }) => {
    const id = readId(params['id']);
    const retried = id === null ? 'missing' : await letters.retry(id);
    return retried === 'missing' ? missing(params['id']) : retriedAnswer(String(id), retried);
  };
}

/** `POST /api/v1/dead-letters/:id/drop` */
export function dropDeadLetter(letters: Letters): Handler {
  return async ({ params }) => {
    const id = readId(params['id']);
    const dropped = id !== null && (await letters.drop(id));
    return dropped ? { status: 200, body: { id: String(id), state: 'dropped' } } : missing(params['id']);
  };
}

const WHY_NOT = {
  opted_out: 'The person has opted out, so nothing may be sent to them. Drop it, or try again once they have texted START.',
  erased: 'The text had a code in it, which is not kept. The person has to ask for a new code; drop this one.',
};

function retriedAnswer(id: string, retried: Exclude<Retried, 'missing'>): ApiResponse {
  if (retried === 'retried') return { status: 200, body: { id, state: 'retried' } };
  return refused(409, retried, WHY_NOT[retried]);
}

function missing(id: string | undefined): ApiResponse {
  return refused(404, 'not_found', `There is no dead letter "${id}". It may have been retried or dropped.`);
}

function shown({ id, kind, address, channel, conversationId, messageId, attempts, error, since }: DeadLetter) {
  return {
    id: String(id),
    kind,
    address,
    channel,
    conversation: conversationId === null ? null : String(conversationId),
    message: messageId === null ? null : String(messageId),
    attempts,
    error,
    since: iso(since),
  };
}
