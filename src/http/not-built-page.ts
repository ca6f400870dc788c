import type { RequestHandler } from 'express';

/** What stands at `/console` until the web app is built: how to build it, and what goes without it. */
export function notBuiltPage(mode: 'local' | 'live'): RequestHandler {
  const how = mode === 'local' ? 'No Twilio account is set, so this is the simulator.' : 'Messages come from Twilio.';
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
code { font-family: ui-monospace, monospace; background: color-mix(in srgb, currentColor 10%, transparent); padding: .1em .35em; border-radius: .3em; }
dt { font-weight: 600; margin-top: 1rem; } dd { margin: 0; }
</style>
<h1>Parley is running</h1>
<p>The console is not built yet. Run <code>npm run build</code> in the checkout, and load this page again.</p>
<p>${how}</p>
<dl>
<dt>Chat in a terminal</dt><dd><code>npx parley chat</code></dd>
<dt>Check your flows</dt><dd><code>npx parley check</code></dd>
<dt>See what happened</dt><dd><code>GET /api/v1/conversations</code> with <code>Authorization: Bearer ADMIN_TOKEN</code></dd>
<dt>Is it healthy?</dt><dd><a href="/readyz">/readyz</a></dd>
</dl>
`;
  return (_request, response) => {
    response
      .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
      .type('html')
      .send(page);
  };
}
