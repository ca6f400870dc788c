import type { RequestHandler, Router } from 'express';

/** Routes that are made when the first request for one of them comes, so that no start waits for them. */
export function lazyRouter(make: () => Promise<Router>): RequestHandler {
  let made: Promise<Router> | null = null;
  return async (request, response, next) => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    const router = await made;
    // Whoever has gone meanwhile would not be noticed to go.
    if (!response.destroyed) router(request, response, next);
  };
}
