import type { RequestListener } from 'node:http';
import type { WebhookHandler } from '../channels/twilio/webhook.ts';
import { describeError } from '../lib/errors.ts';
import type { Logger } from '../runtime/ports.ts';

/**
 * Answers webhooks before Express is entered, which costs more than a flow does; everything else goes on to `others`.
 * Their routes stand in Express too, for a path may be spelled in other ways.
 */
export function webhooksFirst(
  webhooks: ReadonlyMap<string, WebhookHandler>,
  others: RequestListener,
  logger: Logger,
): RequestListener {
  return (request, response) => {
    const path = withoutQuery(request.url ?? '');
    const handler = request.method === 'POST' ? webhooks.get(path) : undefined;
    if (!handler) return others(request, response);
    handler(request, response).catch((error: unknown) => {
      logger.error({ path, error: describeError(error) }, 'A request failed');
      if (response.headersSent) response.destroy();
      else response.writeHead(503, { 'Retry-After': '5' }).end();
    });
  };
}

function withoutQuery(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? url : url.slice(0, start);
}
