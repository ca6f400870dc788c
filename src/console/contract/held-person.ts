import { z } from 'zod';
import { conversationDetail, transcriptItem } from './conversations.ts';
import { channelName, instant } from './parts.ts';

/** An address on any channel, or a verified number. */
const address = z.string().trim().min(2).max(100);

export const personQuery = z.object({ address });
export const eraseWish = z.strictObject({ address });

/** `codes`: how many sent codes nobody can tell any more whom they went to. */
export const erasedPerson = z.strictObject({
  contacts: z.number().int(),
  conversations: z.number().int(),
  texts: z.number().int(),
  codes: z.number().int(),
});

/** All that is held on a person, secrets hidden. `texts` are those outside conversations. */
export const heldPerson = z.strictObject({
  address: z.string(),
  contacts: z.array(
    z.strictObject({
      address: z.string(),
      channel: channelName,
      ours: z.string(),
      name: z.string().nullable(),
      language: z.string().nullable(),
      attributes: z.record(z.string(), z.json()),
      verified: z.strictObject({ phone: z.string(), at: instant, until: instant, by: z.string() }).nullable(),
      optedOutAt: instant.nullable(),
      lastInboundAt: instant.nullable(),
      createdAt: instant,
      conversations: z.array(conversationDetail),
      texts: z.array(transcriptItem),
    }),
  ),
});
