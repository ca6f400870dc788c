import { z } from 'zod';
import type { ChannelName } from '../../engine/scope.ts';
import type { Handler } from '../route.ts';

const inbound = z.strictObject({
  from: z.string().min(1).max(100),
  channel: z.enum(['sms', 'whatsapp']).default('sms'),
  text: z.string().max(10_000),
});

/** A text on a simulated phone. */
export interface PhoneText {
  readonly text: string;
  readonly media: readonly string[];
  readonly at: number;
}

/** The simulated phones: what they text, and what reached them. */
export interface Phones {
  text(message: { from: string; channel: ChannelName; text: string }): Promise<readonly PhoneText[] | null>;
  outbox(to: string): readonly { to: string; from: string; text: string; at: number }[];
}

/** `POST /api/v1/simulator/messages` `{ from, channel?, text }` */
export function textSimulator(phones: Phones): Handler {
  return async ({ body }) => {
    const parsed = inbound.safeParse(body);
    if (!parsed.success) return { status: 400, body: { error: { code: 'bad_message', message: z.prettifyError(parsed.error) } } };
    const { from, channel, text } = parsed.data;
    const answers = await phones.text({ from: from.replace(/^whatsapp:/, ''), channel, text });
    if (!answers)
      return { status: 503, body: { error: { code: 'unavailable', message: 'The message could not be stored. Try again.' } } };
    return {
      status: 200,
      body: {
        messages: answers.map((one) => ({ text: one.text, media: one.media, buttons: [], at: new Date(one.at).toISOString() })),
      },
    };
  };
}

/** `GET /api/v1/simulator/outbox?to=` */
export function readOutbox(phones: Phones): Handler {
  return async ({ query }) => {
    const to = typeof query['to'] === 'string' ? query['to'].replace(/^ /, '+').replace(/^whatsapp:/, '') : '';
    if (to === '')
      return { status: 400, body: { error: { code: 'bad_query', message: 'Say whose outbox: ?to=%2B14155550132' } } };
    return {
      status: 200,
      body: { items: phones.outbox(to).map(({ to, from, text, at }) => ({ to, from, text, at: new Date(at).toISOString() })) },
    };
  };
}
