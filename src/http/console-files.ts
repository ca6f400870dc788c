import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Response, type Router } from 'express';
import { notBuiltPage } from './not-built-page.ts';

const YEAR = 365 * 86_400_000;

/** Nothing from elsewhere and no script in the page itself runs; no other site may show it in a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/console` and all below it: the web app as it was built into that folder. Without one, a page that says how to build it. */
export function consoleFiles(folder: string, mode: 'local' | 'live'): Router {
  const router = express.Router();
  const index = join(folder, 'index.html');
  router.use((_request, response, next) => {
    guard(response);
    next();
  });
  // Their names change with what is in them.
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      index: false,
      immutable: true,
      maxAge: YEAR,
      fallthrough: false,
      dotfiles: 'ignore',
    }),
  );
  router.use(express.static(folder, { index: false, redirect: false, dotfiles: 'ignore', maxAge: 0 }));
  const missing = notBuiltPage(mode);
  const page: RequestHandler = (request, response, next) => {
    if (existsSync(index)) response.set('Cache-Control', 'no-cache').type('html').sendFile(index, { cacheControl: false });
    else missing(request, response, next);
  };
  router.get(/.*/, page);
  return router;
}

function guard(response: Response): void {
  response.set({
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  });
}
