import type { Webhooks } from '../channels/twilio/account.ts';

/** How Twilio is to try again: three times, whatever failed, 2 s to connect and 10 s to answer. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const RETRIES = '#rc=3&rp=all&ct=2000&rt=10000';

/** What a sender's webhooks are to be for a server at this address (without a final slash). */
export function webhooksFor(address: string): Webhooks {
  const url = `${address}/webhooks/twilio${RETRIES}`;
  return { url, fallbackUrl: url, statusCallback: `${address}/webhooks/twilio/status` };
}

/** True when the sender's webhooks already are what they should be. */
export function sameWebhooks(set: Webhooks, wanted: Webhooks): boolean {
  const sameStatus = set.statusCallback === null || set.statusCallback === wanted.statusCallback;
  return set.url === wanted.url && set.fallbackUrl === wanted.fallbackUrl && sameStatus;
}

/** The webhooks as lines for people, "(none)" where one is not set. */
export function describeWebhooks({ url, fallbackUrl, statusCallback }: Webhooks): string {
  const lines = [`  messages  ${url || '(none)'}`, `  fallback  ${fallbackUrl || '(none)'}`];
  if (statusCallback !== null) lines.push(`  status    ${statusCallback || '(none)'}`);
  return lines.join('\n');
}
