import type { ErrorRequestHandler, RequestHandler } from 'express';
import { describeError } from '../lib/errors.ts';
import type { Logger } from '../runtime/ports.ts';

/** The body of every error: what happened and what to do, never a stack. */
export function errorBody(code: string, message: string) {
  return { error: { code, message } };
}

export const notFound: RequestHandler = (request, response) => {
  response.status(404).json(errorBody('not_found', `There is nothing at ${request.method} ${request.path}. See docs/http.md.`));
};

const KNOWN: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['malformed', 'The request could not be read. Send a well-formed body of the stated type.'],
  404: ['not_found', 'There is nothing at that address.'],
  413: ['too_large', 'The body is too large. Send a smaller one.'],
  415: ['unsupported_type', 'The body has a type or encoding that is not served here. Send plain JSON.'],
};

/** Turns what a parser or a handler threw into an answer without its insides. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: { status?: unknown }, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : 503;
    if (status === 503) logger.error({ path: request.path, error: describeError(error) }, 'A request failed');
    const [code, message] =
      KNOWN[status] ?? (status === 503 ? UNAVAILABLE : ['bad_request', 'The request could not be served as it is.']);
    response.status(status).json(errorBody(code, message));
  };
}

const UNAVAILABLE = ['unavailable', 'The server could not do this just now. Try again in a moment; its log says more.'] as const;
