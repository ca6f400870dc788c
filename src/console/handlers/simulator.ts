import { z } from 'zod';
import type { Handler } from '../route.ts';

const shortText = z.string().max(1_000);

const file = z.strictObject({ url: shortText, type: shortText.nullable().default(null) });

/** A message of a simulated phone. */
export const inbound = z
  .strictObject({
    from: z.string().min(1).max(100),
    channel: z.enum(['sms', 'whatsapp']).default('sms'),
    text: z.string().max(10_000).optional(),
    media: z
      .array(z.union([shortText.transform((url) => ({ url, type: null })), file]))
      .max(10)
      .default([]),
    button: shortText.nullable().default(null),
    location: z
      .strictObject({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        address: shortText.nullable().default(null),
        label: shortText.nullable().default(null),
      })
      .nullable()
      .default(null),
  })
  .refine((json) => json.text !== undefined || json.media.length > 0 || json.button !== null || json.location !== null, {
    message: 'A message has a "text", or "media", a "button" or a "location".',
  });
type Inbound = z.output<typeof inbound>;

/** A text on a simulated phone. */
interface PhoneText {
  readonly text: string;
  readonly media: readonly string[];
  readonly buttons: readonly { readonly label: string; readonly value: string }[];
  readonly at: number;
}

/** The simulated phones: what they text, and what reached them. */
export interface Phones {
  text(message: Inbound & { text: string }): Promise<readonly PhoneText[] | null>;
  outbox(to: string): readonly (PhoneText & { to: string; from: string })[];
}

/** `POST /api/v1/simulator/messages` `{ from, channel?, text, media?, button?, location? }` */
export function textSimulator(phones: Phones): Handler {
  return async ({ body }) => {
    const parsed = inbound.safeParse(body);
    if (!parsed.success) return { status: 400, body: { error: { code: 'bad_message', message: z.prettifyError(parsed.error) } } };
    const { from, text = '' } = parsed.data;
    const answers = await phones.text({ ...parsed.data, from: from.replace(/^whatsapp:/, ''), text });
    if (!answers)
      return { status: 503, body: { error: { code: 'unavailable', message: 'The message could not be stored. Try again.' } } };
    return { status: 200, body: { messages: answers.map((one) => ({ ...one, at: new Date(one.at).toISOString() })) } };
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
      body: { items: phones.outbox(to).map(shownInOutbox) },
    };
  };
}

/** Media and buttons stand there only where a text has some. */
function shownInOutbox({ to, from, text, media, buttons, at }: ReturnType<Phones['outbox']>[number]) {
  return {
    to,
    from,
    text,
    ...(media.length > 0 ? { media } : {}),
    ...(buttons.length > 0 ? { buttons } : {}),
    at: new Date(at).toISOString(),
  };
}
