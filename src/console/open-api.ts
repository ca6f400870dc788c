import { z } from 'zod';
import { endedSessions, refusal, session, sessionList, signIn } from './contract.ts';
import type { Route, RoutePage, Stream } from './route.ts';

interface Described {
  readonly routes: readonly SecuredPage[];
  readonly streams: readonly Stream[];
  readonly version: string;
}

/** A page of its own security; all others take a token or a session. */
interface SecuredPage extends RoutePage {
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** How people sign in; the server sees to it itself, because it is about cookies. */
const SESSION: readonly SecuredPage[] = [
  {
    method: 'post',
    path: '/session',
    title: 'Signs in with the admin token: sets a cookie',
    body: signIn,
    answers: { 200: session, 401: refusal, 403: refusal, 422: refusal, 429: refusal },
    security: [],
  },
  {
    method: 'get',
    path: '/session',
    title: 'Who is signed in',
    answers: { 200: session, 401: refusal },
    security: [{ session: [] }],
  },
  {
    method: 'delete',
    path: '/session',
    title: 'Signs out',
    answers: { 204: null, 401: refusal, 403: refusal },
    security: [{ session: [] }],
  },
  {
    method: 'get',
    path: '/sessions',
    title: 'Who is signed in at this process',
    answers: { 200: sessionList },
  },
  {
    method: 'delete',
    path: '/sessions',
    title: 'Ends every session but the one that asks',
    answers: { 200: endedSessions },
  },
  {
    method: 'delete',
    path: '/sessions/:id',
    title: 'Ends a session: its person has to sign in again',
    answers: { 204: null, 404: refusal },
  },
];

/** `GET /api/v1/openapi.json`: every route, made from the shapes that it reads and answers by. */
export function openApiPage(described: Described): Route {
  const page = {
    method: 'get',
    path: '/openapi.json',
    title: 'This page, in OpenAPI 3.1',
    answers: { 200: z.looseObject({ openapi: z.string() }) },
  } as const;
  let document: ReturnType<typeof describe> | null = null;
  const handle = async () => {
    // Only when it is asked for: turning all shapes into schemas is a twentieth of what a start costs.
    document ??= describe({ ...described, routes: [...SESSION, ...described.routes, page] });
    return { status: 200, body: document };
  };
  return { ...page, handle };
}

function describe({ routes, streams, version }: Described) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) add(paths, route.path, route.method, operation(route));
  for (const stream of streams) add(paths, stream.path, 'get', streamOperation(stream));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version,
      description:
        'What the console uses. Show the admin token as a bearer token, or sign in; with the cookie of a session every request that changes something also needs the header X-CSRF-Token. Over https the cookie is called __Host-parley_session.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'parley_session' },
      },
    },
  };
}

function add(paths: Record<string, Record<string, unknown>>, path: string, method: string, what: object): void {
  const named = path.replaceAll(/:(\w+)/g, '{$1}');
  paths[named] = { ...paths[named], [method]: what };
}

function operation({ path, title, query, body, answers, security }: SecuredPage) {
  const named = Object.entries(query?.shape ?? {}).map(([name, shape]) => ({
    name,
    in: 'query',
    required: !(shape as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(shape as z.ZodType, 'input'),
  }));
  return {
    summary: title,
    ...(security ? { security } : {}),
    parameters: [...pathParameters(path), ...named],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, shape]) => [status, response(Number(status), shape)])),
      default: response(0, refusal),
    },
  };
}

function streamOperation({ path, title, event }: Stream) {
  const schema = schemaOf(event, 'output');
  return {
    summary: title,
    parameters: [...pathParameters(path), { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } }],
    responses: {
      200: { description: 'Server-sent events, each with this as its data', content: { 'text/event-stream': { schema } } },
      404: response(404, refusal),
      429: response(429, refusal),
      default: response(0, refusal),
    },
  };
}

function pathParameters(path: string) {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function response(status: number, shape: z.ZodType | null) {
  const description = status >= 400 || status === 0 ? 'It was refused, and this says why' : 'It was done';
  return { description, ...(shape ? { content: { 'application/json': { schema: schemaOf(shape, 'output') } } } : {}) };
}

function schemaOf(shape: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' });
  return schema;
}
