import { edit, rollback } from '../contract.ts';
import type { Change } from '../../runtime/publisher.ts';
import type { ApiResponse, Handler } from '../route.ts';
import { badBody, iso, refused, whole } from './answers.ts';
import { goesOnFrom } from './drafts.ts';
import { refusedChange, type Workplace } from './workplace.ts';

/** `POST /api/v1/flows/:id/publish` `{ source, base }` */
export function publishFlow(place: Workplace): Handler {
  return async ({ params, body, who }) => {
    const id = params['id'] ?? '';
    const parsed = edit.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    if (!(await isKnown(place, id))) return refused(404, 'not_found', `There is no flow "${id}".`);
    const { source, base, draft } = parsed.data;
    const answer = await publish(place, { kind: 'flow', id, source, base, by: who.name, how: 'published' });
    if (answer.status === 200) await dropPublished(place, { flow: id, source, draft, by: who.name });
    return answer;
  };
}

/** `GET /api/v1/flows/:id/history`, the latest first */
export function readHistory({ store, figures }: Workplace): Handler {
  return async ({ params }) => {
    const flow = params['id'] ?? '';
    const open = (await figures.countOpen()).filter((one) => one.flow === flow);
    const versions = await store.listPublications({ flow });
    return whole(
      versions.map(({ version, at, by, how }, index) => {
        // A version that was made live again stands there several times: its conversations are counted once.
        const isLatest = versions.findIndex((one) => one.version === version) === index;
        const conversations = isLatest ? (open.find((one) => one.version === version)?.count ?? 0) : 0;
        return { version, at: iso(at), by, how, conversations };
      }),
    );
  };
}

/** `GET /api/v1/flows/:id/versions/:version` */
export function readVersion({ store }: Workplace): Handler {
  return async ({ params }) => {
    const { id: flow = '', version = '' } = params;
    const source = await store.readPublished({ flow, version });
    return source === null ? noVersion(flow, version) : { status: 200, body: { source } };
  };
}

/** `POST /api/v1/flows/:id/rollback` `{ version }`: makes the file again what it was then. */
export function rollBack(place: Workplace): Handler {
  return async ({ params, body, who }) => {
    const id = params['id'] ?? '';
    const parsed = rollback.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { version } = parsed.data;
    const source = await place.store.readPublished({ flow: id, version });
    if (source === null) return noVersion(id, version);
    const base = place.files.read('flow', id)?.digest ?? null;
    return publish(place, { kind: 'flow', id, source, base, by: who.name, how: 'rolled_back' });
  };
}

async function publish(place: Workplace, change: Change): Promise<ApiResponse> {
  const { files, publisher, figures } = place;
  const { id: flow, source } = change;
  const changed = await publisher.publish(change);
  if (changed.as !== 'live') return refusedChange(changed, { folder: files.folder, file: files.pathOf('flow', flow), source });
  const version = place.state().live.flows.find((one) => one.id === flow)?.version ?? '';
  const older = (await figures.countOpen()).filter((one) => one.flow === flow && one.version !== version);
  const conversationsOnOlder = older.reduce((sum, { count }) => sum + count, 0);
  return { status: 200, body: { version, digest: changed.digest, conversationsOnOlder } };
}

interface PublishedText {
  readonly flow: string;
  readonly source: string;
  /** The digest of the draft that it went on from. */
  readonly draft: string | null | undefined;
  readonly by: string;
}

/** What somebody else still works on is not what was published, so it stays. */
async function dropPublished({ store }: Workplace, { flow, source, draft: from, by }: PublishedText): Promise<void> {
  const draft = await store.readDraft({ flow });
  if (draft && (draft.source === source || goesOnFrom(draft, from, by))) await store.dropDraft({ flow, source: draft.source });
}

async function isKnown({ files, store }: Workplace, id: string): Promise<boolean> {
  return /^[a-zA-Z0-9_-]+$/.test(id) && (files.read('flow', id) !== null || (await store.readDraft({ flow: id })) !== null);
}

function noVersion(flow: string, version: string): ApiResponse {
  return refused(404, 'not_found', `The flow "${flow}" never had a version "${version}".`);
}
