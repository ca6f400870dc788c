import { z } from 'zod';
import { place } from './parts.ts';

/** An attribute of any flow. `type` is the declared one, else what sets it says; null when nobody knows. */
const attributeItem = z.strictObject({
  name: z.string(),
  type: z.string().nullable(),
  secret: z.boolean(),
  lifetime: z.enum(['conversation', 'contact']),
  setBy: z.array(place),
  readBy: z.array(place),
});
export type AttributeItem = z.output<typeof attributeItem>;
export const attributeList = z.strictObject({ items: z.array(attributeItem), next: z.null() });
