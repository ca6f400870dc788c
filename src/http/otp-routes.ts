import express, { type RequestHandler, type Router } from 'express';
import type { OtpRequest, OtpResponse, OtpService } from '../runtime/ports.ts';

/** `POST /otp/send` and `/otp/verify`, for providers' clients outside the process. */
export function otpRoutes(service: OtpService): Router {
  const router = express.Router();
  const json = express.json({ limit: '100kb', strict: false });
  router.post(
    '/otp/send',
    json,
    serve((request) => service.send(request)),
  );
  router.post(
    '/otp/verify',
    json,
    serve((request) => service.verify(request)),
  );
  return router;
}

function serve(handle: (request: OtpRequest) => Promise<OtpResponse>): RequestHandler {
  return async (request, response) => {
    const answer = await handle({
      authorization: request.get('Authorization'),
      idempotencyKey: request.get('Idempotency-Key'),
      body: request.body as unknown,
      contact: null,
    });
    if (answer.retryAfter !== undefined) response.set('Retry-After', String(answer.retryAfter));
    response.status(answer.status).json(answer.body);
  };
}
