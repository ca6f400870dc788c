import { createHmac } from 'node:crypto';

/** The headers by which the receiver knows that an event is ours, as Standard Webhooks says. `now` is wall milliseconds. */
export function signatureHeaders(
  event: { readonly id: string; readonly body: string; readonly now: number },
  secret: Buffer,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(event.now / 1000));
  const signature = createHmac('sha256', secret).update(`${event.id}.${timestamp}.${event.body}`).digest('base64');
  return { 'webhook-id': event.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
