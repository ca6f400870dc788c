import type { WebhookHandler } from '../channels/twilio/webhook.ts';
import type { Clock, Metrics } from '../runtime/ports.ts';

/** The handler of a webhook, with how long each took and how it was answered. */
export function measured(
  handler: WebhookHandler,
  { kind, metrics, clock }: { readonly kind: 'message' | 'status'; readonly metrics: Metrics; readonly clock: Clock },
): WebhookHandler {
  return (request, response) => {
    const began = clock.monotonic();
    response.on('close', () => {
      const outcome = response.writableFinished ? outcomeOf(response.statusCode) : 'lost';
      metrics.webhook(kind, outcome, clock.monotonic() - began);
    });
    return handler(request, response);
  };
}

function outcomeOf(status: number): 'answered' | 'refused' | 'unavailable' {
  if (status < 400) return 'answered';
  return status < 500 ? 'refused' : 'unavailable';
}
