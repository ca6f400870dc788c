import { z } from 'zod';
import type { Asked, Desk, Refused } from '../../runtime/desk.ts';
import { reply } from '../contract.ts';
import type { ApiRequest, ApiResponse, Handler } from '../route.ts';
import { badBody, readId } from './answers.ts';

/** What the handlers ask of the desk. */
export type Operations = Pick<Desk, 'start' | 'reply' | 'takeOver' | 'takeBack' | 'end'>;

/** Shows a conversation, as `GET /api/v1/conversations/:id` does. */
type Show = (request: Pick<ApiRequest, 'params'>) => Promise<ApiResponse>;

const STATUS: Readonly<Record<Refused['code'], number>> = {
  not_found: 404,
  unknown_flow: 404,
  no_number: 409,
  bad_number: 422,
  bad_attribute: 422,
  opted_out: 403,
  already_open: 409,
  outside_window: 409,
  ended: 409,
  busy: 409,
  handed_off: 409,
  not_handed_off: 409,
};

/** A conversation to be begun, with attributes it begins with. */
export const startWish = z.strictObject({
  flow: z.string().min(1),
  to: z.string().min(1).max(100),
  channel: z.enum(['sms', 'whatsapp']).default('sms'),
  attributes: z.record(z.string(), z.json()).default({}),
});

/** `POST /api/v1/conversations` `{ flow, to, channel?, attributes? }` */
export function startConversation(desk: Operations, show: Show): Handler {
  return async ({ body }) => {
    const parsed = startWish.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    return shown(await desk.start(parsed.data), show, 201);
  };
}

/** `POST /api/v1/conversations/:id/messages` `{ text }` */
export function replyToConversation(desk: Operations, show: Show): Handler {
  return async ({ params, body }) => {
    const parsed = reply.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    return shown(await desk.reply(idOf(params), parsed.data.text), show, 201);
  };
}

/** `POST /api/v1/conversations/:id/handoff`, `…/resume` and `…/end` */
export function changeConversation(desk: Operations, change: 'takeOver' | 'takeBack' | 'end', show: Show): Handler {
  return async ({ params }) => shown(await desk[change](idOf(params)), show, 200);
}

/** No conversation has the id -1. */
function idOf(params: Readonly<Record<string, string | undefined>>): number {
  return readId(params['id']) ?? -1;
}

async function shown(asked: Asked, show: Show, status: number): Promise<ApiResponse> {
  if (asked.as === 'refused') {
    return { status: STATUS[asked.code], body: { error: { code: asked.code, message: asked.message } } };
  }
  const { body } = await show({ params: { id: String(asked.id) } });
  return { status, body, target: String(asked.id) };
}
