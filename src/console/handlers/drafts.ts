import { draftQuery, edit } from '../contract.ts';
import type { Draft } from '../../runtime/console-store.ts';
import { digestOf } from '../../runtime/flow-files.ts';
import type { ApiResponse, Handler } from '../route.ts';
import { badBody, badQuery, refused } from './answers.ts';
import { find, noFlow, read, shownDraft } from './flow-detail.ts';
import type { Workplace } from './workplace.ts';

/** `PUT /api/v1/flows/:id/draft` `{ source, base, draft? }`: what somebody else saved meanwhile is not written over. */
export function saveDraft(place: Workplace): Handler {
  return async ({ params, body, who }) => {
    const id = params['id'] ?? '';
    const parsed = edit.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const found = await find(place, id);
    if (!found) return noFlow(id);
    const { source, base, draft: over } = parsed.data;
    if (found.draft && found.draft.source !== source && !goesOnFrom(found.draft, over, who.name)) return conflict(found.draft);
    const draft: Draft = { flow: id, source, base, by: who.name, at: place.clock.now() };
    const isSaved = await place.store.saveDraft({ draft, over: found.draft?.source ?? null });
    if (!isSaved) return conflict(await place.store.readDraft({ flow: id }));
    place.newsroom.tell({ type: 'flows' });
    const { problems, graph } = await read(place, id, source);
    return { status: 200, body: { draft: shownDraft(draft), problems, graph } };
  };
}

/** `DELETE /api/v1/flows/:id/draft?draft=` */
export function dropDraft(place: Workplace): Handler {
  return async ({ params, query }) => {
    const flow = params['id'] ?? '';
    const parsed = draftQuery.safeParse(query);
    if (!parsed.success) return badQuery(parsed.error);
    const current = await place.store.readDraft({ flow });
    if (!current) return noDraft(flow);
    const wanted = parsed.data.draft ?? digestOf(current.source);
    if (wanted !== digestOf(current.source)) return conflict(current);
    if (!(await place.store.dropDraft({ flow, source: current.source }))) return conflict(await place.store.readDraft({ flow }));
    place.newsroom.tell({ type: 'flows' });
    return { status: 204, body: null };
  };
}

/** Whether a text goes on from that draft, so that nothing of anybody is lost with it. `digest` is the one that was read; undefined where nobody says. */
export function goesOnFrom(draft: Draft, digest: string | null | undefined, by: string): boolean {
  return digest === undefined ? draft.by === by : digest === digestOf(draft.source);
}

function conflict(current: Draft | null): ApiResponse {
  const message = current
    ? `"${current.by}" saved another draft of this flow after you began, so nothing of yours was saved or dropped.`
    : 'The draft was dropped or published at this moment, so nothing of yours was saved or dropped.';
  const fix = current ? 'Look at that draft; then save yours in its place, or go on with it.' : 'Try again.';
  return { status: 409, body: { error: { code: 'conflict', message, fix }, current: current && shownDraft(current) } };
}

function noDraft(flow: string): ApiResponse {
  return refused(404, 'not_found', `There is no draft of the flow "${flow}". It may have been published or dropped.`);
}
