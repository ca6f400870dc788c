import { z } from 'zod';
import { pageQuery } from '../contract.ts';
import type { ConsoleStore } from '../../runtime/console-store.ts';
import type { Handler } from '../route.ts';
import { badQuery, iso, page } from './answers.ts';

const auditQuery = z.object(pageQuery);

/** `GET /api/v1/audit?cursor=&limit=` */
export function listAudit(store: Pick<ConsoleStore, 'listAudit'>): Handler {
  return async ({ query }) => {
    const parsed = auditQuery.safeParse(query);
    if (!parsed.success) return badQuery(parsed.error);
    const { cursor, limit } = parsed.data;
    const found = await store.listAudit({ before: cursor ?? null, limit });
    return page(
      found.items.map(({ id, at, ...entry }) => ({ id: String(id), at: iso(at), ...entry })),
      found.next,
    );
  };
}
