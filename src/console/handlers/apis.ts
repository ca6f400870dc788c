import { type ApiDetail, type ApiItem, edit, newApi } from '../contract.ts';
import { apiUsers } from '../../flow/api-users.ts';
import { type ApiDraft } from '../../flow/draft.ts';
import { field, isObject } from '../../flow/raw.ts';
import { openWorkshop } from '../../flow/workshop.ts';
import type { Change } from '../../runtime/publisher.ts';
import type { ApiResponse, Handler } from '../route.ts';
import { badBody, iso, refused, whole } from './answers.ts';
import { byApi, figuresOf } from './call-figures.ts';
import { countProblems, problemViews } from './problem-view.ts';
import { refusedChange, type Workplace } from './workplace.ts';

const DAY = 86_400_000;
/** The calls that figures are made from. */
const MOST_CALLS = 2_000;
const LOGGED = 50;

/** `GET /api/v1/apis` */
export function listApis({ state, files, figures, clock }: Workplace): Handler {
  return async () => {
    const { sources, problems } = state();
    const workshop = openWorkshop(sources);
    const users = apiUsers(workshop);
    const now = clock.now();
    const calls = byApi(await figures.listCalls({ since: now - 30 * DAY, api: null, limit: MOST_CALLS }));
    const items = workshop.apis.map(
      (draft): ApiItem => ({
        id: draft.id,
        ...shownHead(draft),
        usedIn: [...(users.get(draft.id) ?? [])],
        ...figuresOf(calls.get(draft.id) ?? [], now),
        problems: countProblems(problems, files.pathOf('api', draft.id)),
      }),
    );
    return whole(items);
  };
}

/** `GET /api/v1/apis/:id` */
export function readApi(place: Workplace): Handler {
  return async ({ params }) => {
    const { files, state, publisher } = place;
    const id = params['id'] ?? '';
    const found = isName(id) ? files.read('api', id) : null;
    if (!found) return noApi(id);
    const file = files.pathOf('api', id);
    const { problems } = await publisher.judge({ kind: 'api', id, source: found.source });
    const [draft] = openWorkshop([{ kind: 'api', id, file, text: found.source }]).apis;
    const value = draft?.document.value;
    const body: ApiDetail = {
      id,
      ...found,
      definition: isObject(value) ? (value as ApiDetail['definition']) : null,
      problems: problemViews(
        problems.filter((one) => one.file === file),
        { folder: files.folder, file, source: found.source },
      ),
      usedIn: [...(apiUsers(openWorkshop(state().sources)).get(id) ?? [])],
      writable: files.isWritable,
    };
    return { status: 200, body };
  };
}

/** `POST /api/v1/apis` `{ id, source }` */
export function createApi(place: Workplace): Handler {
  return async ({ body, who }) => {
    const parsed = newApi.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { id, source } = parsed.data;
    if (place.files.read('api', id))
      return refused(409, 'exists', `There is an API "${id}" already.`, 'Choose another name, or edit that one.');
    const saved = await save(place, { kind: 'api', id, source, base: null, by: who.name, how: 'published' });
    return { ...saved, status: saved.status === 200 ? 201 : saved.status, target: id };
  };
}

/** `PUT /api/v1/apis/:id` `{ source, base }` */
export function saveApi(place: Workplace): Handler {
  return async ({ params, body, who }) => {
    const id = params['id'] ?? '';
    const parsed = edit.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    if (!isName(id)) return noApi(id);
    return save(place, { kind: 'api', id, ...parsed.data, by: who.name, how: 'published' });
  };
}

/** `DELETE /api/v1/apis/:id` */
export function removeApi({ files, state, publisher }: Workplace): Handler {
  return async ({ params }) => {
    const id = params['id'] ?? '';
    const found = isName(id) ? files.read('api', id) : null;
    if (!found) return noApi(id);
    const usedIn = apiUsers(openWorkshop(state().sources)).get(id) ?? [];
    if (usedIn.length > 0) {
      const error = {
        code: 'in_use',
        message: `Steps call the API "${id}", so it stays.`,
        fix: 'Take it out of those steps first.',
      };
      return { status: 409, body: { error, usedIn } };
    }
    const removed = await publisher.removeApi(id, found.digest);
    if (removed.as === 'removed') return { status: 204, body: null };
    return refusedChange(removed, { folder: files.folder, file: files.pathOf('api', id), source: found.source });
  };
}

/** `GET /api/v1/apis/:id/log`: the latest calls that conversations made, redacted. */
export function readApiLog({ figures, clock }: Workplace): Handler {
  return async ({ params }) => {
    const calls = await figures.listCalls({ since: clock.now() - 30 * DAY, api: params['id'] ?? '', limit: LOGGED });
    return whole(
      calls.map(({ at, conversationId, call }) => {
        const { method, url, request, status, response, attempts, ms, ok, failure = null } = call;
        const exchange = { method, url, requestBody: request, status, responseBody: response, attempts, ms };
        return { at: iso(at), conversation: String(conversationId), status, ms, ok, failure, exchange };
      }),
    );
  };
}

async function save({ files, publisher }: Workplace, change: Change): Promise<ApiResponse> {
  const { id, source } = change;
  const at = { folder: files.folder, file: files.pathOf('api', id), source };
  const changed = await publisher.publish(change);
  if (changed.as !== 'live') return refusedChange(changed, at);
  return { status: 200, body: { id, digest: changed.digest, problems: problemViews(changed.problems, at) } };
}

function shownHead({ id, document: { value } }: ApiDraft): Pick<ApiItem, 'name' | 'method' | 'host'> {
  const text = (key: string) => {
    const found = field(value, key);
    return typeof found === 'string' ? found : '';
  };
  return { name: text('name') || id, method: text('method'), host: hostOf(text('url')) };
}

/** The host of an address whose path may be a template; "internal" for this server itself. */
function hostOf(url: string): string {
  if (url.startsWith('internal:')) return 'internal';
  return /^[a-z]+:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url)?.[1] ?? '';
}

function isName(id: string): boolean {
  return /^[a-zA-Z0-9_-]{1,200}$/.test(id);
}

function noApi(id: string): ApiResponse {
  return refused(404, 'not_found', `There is no API "${id}".`, 'Choose one under Developer (GET /api/v1/apis).');
}
