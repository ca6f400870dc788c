import { advance, failNext, newTry, tryEvent, tryMessage } from '../contract.ts';
import { parseDuration } from '../../lib/duration.ts';
import type { ApiResponse, Handler, Stream } from '../route.ts';
import { badBody, refused } from './answers.ts';
import { errorsIn, type Tries, type Try } from './tries.ts';
import { refusedChange, type Workplace } from './workplace.ts';

/** Longer than any wait of a flow. */
const LONGEST = 366 * 86_400_000;

/** `POST /api/v1/try` `{ flow?, source?, channel, from }` */
export function startTry({ files, publisher, state }: Workplace, tries: Tries): Handler {
  return async ({ body }) => {
    const parsed = newTry.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { flow = null, source, channel, from } = parsed.data;
    let flows = state().live;
    if (source !== undefined && flow !== null) {
      const file = files.pathOf('flow', flow);
      const judged = await publisher.judge({ kind: 'flow', id: flow, source });
      const problems = errorsIn(judged.problems, file);
      if (problems.length > 0) return refusedChange({ as: 'faulty', problems }, { folder: files.folder, file, source });
      flows = judged;
    }
    const opened = await tries.open({ flow, channel, from, flows });
    if (!opened) return refused(404, 'not_found', `There is no flow "${flow}".`, 'Choose one under Flows (GET /api/v1/flows).');
    return { status: 201, body: { id: opened.id, from: opened.from, flow: opened.flow }, target: opened.flow ?? 'all flows' };
  };
}

/** `POST /api/v1/try/:id/messages` `{ text?, button?, media? }` */
export function sayInTry(tries: Tries): Handler {
  return withTry(tries, (chat, body) => {
    const parsed = tryMessage.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { text = '', button = null, media = [] } = parsed.data;
    chat.say({ text, button, media });
    return NOTHING;
  });
}

/** `POST /api/v1/try/:id/skip` */
export function skipInTry(tries: Tries): Handler {
  return withTry(tries, (chat) =>
    chat.skip() ? NOTHING : refused(409, 'no_pause', 'The flow makes no pause now, so there is nothing to skip.'),
  );
}

/** `POST /api/v1/try/:id/advance` `{ by }` */
export function advanceTry(tries: Tries): Handler {
  return withTry(tries, (chat, body) => {
    const parsed = advance.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const ms = parseDuration(parsed.data.by);
    if (ms === null || ms > LONGEST) return refused(422, 'bad_body', 'Write a duration of at most a year, as in "5m".');
    chat.advance(ms);
    return NOTHING;
  });
}

/** `POST /api/v1/try/:id/fail` `{ api, status?|failure? }` */
export function failInTry(tries: Tries): Handler {
  return withTry(tries, (chat, body) => {
    const parsed = failNext.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { api, status, failure } = parsed.data;
    const fault = status ?? failure ?? 'network';
    return chat.fail(api, fault) ? NOTHING : refused(404, 'not_found', `There is no API "${api}" in this chat.`);
  });
}

/** `GET /api/v1/try/:id/chat-test` */
export function saveTry(tries: Tries): Handler {
  return withTry(tries, async (chat) => {
    const saved = await chat.save();
    if (!saved) return refused(409, 'empty', 'Nothing was said in this chat yet, so there is nothing to save.');
    return { status: 200, body: { yaml: saved.text, problem: saved.problem } };
  });
}

/** `DELETE /api/v1/try/:id` */
export function endTry(tries: Tries): Handler {
  return async ({ params }) => ((await tries.close(params['id'] ?? '')) ? NOTHING : gone(params['id']));
}

/** `GET /api/v1/try/:id/events` */
export function tryEvents(tries: Tries): Stream {
  return {
    path: '/try/:id/events',
    title: 'Tells what happens in a chat that is tried out; a client that comes back names the last event it has',
    event: tryEvent,
    open: ({ params, lastEventId }, send) => {
      const after = /^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
      const chat = tries.find(params['id'] ?? '');
      return chat ? chat.listen(after, (event) => send({ id: String(event.seq), data: event })) : null;
    },
  };
}

const NOTHING: ApiResponse = { status: 204, body: null };

function withTry(tries: Tries, act: (chat: Try, body: unknown) => ApiResponse | Promise<ApiResponse>): Handler {
  return async ({ params, body }) => {
    const chat = tries.find(params['id'] ?? '');
    return chat ? act(chat, body) : gone(params['id']);
  };
}

function gone(id: string | undefined): ApiResponse {
  return refused(404, 'not_found', `There is no chat "${id}" any more.`, 'Begin a new one.');
}
