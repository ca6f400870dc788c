import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import type { OtpRequest, OtpResponse, OtpService } from '../runtime/ports.ts';

/** `POST /otp/send` and `/otp/verify`, for providers' clients outside the process. */
export function otpRoutes(service: OtpService): Router {
  const router = express.Router();
  const text = express.text({ limit: '100kb', type: () => true });
  // A body that cannot be read is no body: a request without a key is told so first, whatever it sends.
  const unreadable: ErrorRequestHandler = (error: { readonly status?: unknown }, _request, _response, next) =>
    next(error.status === 415 ? undefined : error);
  router.post(
    '/otp/send',
    text,
    unreadable,
    serve((request) => service.send(request)),
  );
  router.post(
    '/otp/verify',
    text,
    unreadable,
    serve((request) => service.verify(request)),
  );
  return router;
}

function serve(handle: (request: OtpRequest) => Promise<OtpResponse>): RequestHandler {
  return async (request, response) => {
    const answer = await handle({
      authorization: request.get('Authorization'),
      idempotencyKey: request.get('Idempotency-Key'),
      body: parseJson(request.body),
      contact: null,
    });
    if (answer.retryAfter !== undefined) response.set('Retry-After', String(answer.retryAfter));
    response.status(answer.status).json(answer.body);
  };
}

/** What the service refuses as malformed, when it is no JSON. */
function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
