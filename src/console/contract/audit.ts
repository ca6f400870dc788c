import { z } from 'zod';
import { instant, pageOf } from './parts.ts';

/** Somebody changed something, or looked at a person's data. `address` is where the request came from. */
const auditItem = z.strictObject({
  id: z.string(),
  at: instant,
  who: z.string(),
  address: z.string(),
  action: z.string(),
  target: z.string().nullable(),
});
export const auditPage = pageOf(auditItem);
export type AuditItem = z.output<typeof auditItem>;
