import { curlRequest, type TriedApi, tryApiRequest } from '../contract.ts';
import type { Api, ApiAnswer } from '../../engine/api.ts';
import type { Attributes } from '../../engine/value.ts';
import { importCurl } from '../../flow/import/curl.ts';
import { maskDeep } from '../../lib/mask.ts';
import type { Handler } from '../route.ts';
import { badBody, refused } from './answers.ts';
import { refusedChange, type Workplace } from './workplace.ts';

/** Calls an API of the catalogue, or one that is not in it yet. */
export type TryApi = (api: Api, attributes: Attributes) => Promise<ApiAnswer>;

/** `POST /api/v1/apis/:id/try` `{ attributes, source? }`: through the very code that flows use. */
export function tryApi({ files, publisher, state }: Workplace, call: TryApi): Handler {
  return async ({ params, body }) => {
    const id = params['id'] ?? '';
    const parsed = tryApiRequest.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { source } = parsed.data;
    const { live } = state();
    const file = files.pathOf('api', id);
    const judged = source === undefined ? null : await publisher.judge({ kind: 'api', id, source });
    const problems = (judged?.problems ?? []).filter((one) => one.file === file);
    if (problems.some(({ severity }) => severity === 'error'))
      return refusedChange({ as: 'faulty', problems }, { folder: files.folder, file, source: source ?? '' });
    const api = (judged ?? live).apis.get(id);
    if (!api) return refused(404, 'not_found', `There is no API "${id}".`, 'Give its "source", or choose one that is there.');
    const attributes = { ...api.sample, ...parsed.data.attributes };
    const answer = await call(api, attributes);
    const secrets = new Set(live.flows.flatMap((flow) => [...flow.secrets]));
    return { status: 200, body: shownAnswer(answer, attributes, secrets) };
  };
}

/** `POST /api/v1/apis/curl` `{ command }` */
export const readCurl: Handler = async ({ body }) => {
  const parsed = curlRequest.safeParse(body);
  if (!parsed.success) return badBody(parsed.error);
  const read = importCurl(parsed.data.command);
  if (!read)
    return refused(422, 'no_curl', 'This is no cURL command with an address.', 'Paste it whole, beginning with the word curl.');
  return { status: 200, body: read };
};

/** What some flow declares secret is hidden by its name, and its values wherever else they stand. */
function shownAnswer(
  { ok, failure, reason, exchange, response, saved, missing }: ApiAnswer,
  attributes: Attributes,
  secrets: ReadonlySet<string>,
): TriedApi {
  const known = { ...attributes, ...saved };
  const values = [...secrets].flatMap((name) => {
    const value = known[name];
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
  return maskDeep({ ok, failure, reason, exchange, response, saved, missing }, values) as TriedApi;
}
