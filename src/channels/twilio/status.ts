import type { DeliveryReport } from '../../runtime/store.ts';
import { readSignedForm, refuse, type SignedFormOptions } from './signed-form.ts';
import type { WebhookHandler } from './webhook.ts';

const SID = /^(SM|MM)[0-9a-f]{32}$/;

/** Twilio's words for what became of a text, and ours. Accepted, queued and sending all mean that Twilio has it. */
const STATUS: Readonly<Record<string, DeliveryReport['status']>> = {
  accepted: 'sent',
  scheduled: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
  read: 'read',
};

export interface StatusOptions extends SignedFormOptions {
  readonly accountSid: string;
  report(report: Omit<DeliveryReport, 'now'>): Promise<void>;
}

/** `POST /webhooks/twilio/status`: what became of a text. Our own id of it stands in the address, which is signed too. */
export function twilioStatus(options: StatusOptions): WebhookHandler {
  return async (request, response) => {
    const form = await readSignedForm(request, response, options);
    if (!form) return;
    const fields = new Map(form);
    const sid = fields.get('MessageSid') ?? '';
    const status = STATUS[fields.get('MessageStatus') ?? ''];
    if (!SID.test(sid) || fields.get('AccountSid') !== options.accountSid || fields.size !== form.length)
      return refuse(request, response, 403);
    // A word that Twilio has added since: nothing to record, and nothing that Twilio should send again.
    if (status)
      await options.report({ messageId: readId(request.url ?? ''), sid, status, code: readCode(fields.get('ErrorCode')) });
    response.writeHead(204).end();
  };
}

/** Our own id of the text; null where the address does not name just one. */
function readId(url: string): number | null {
  const [id, ...more] = new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll('message');
  return id !== undefined && more.length === 0 && /^\d{1,15}$/.test(id) ? Number(id) : null;
}

function readCode(text: string | undefined): number | null {
  return text !== undefined && /^\d{4,6}$/.test(text) ? Number(text) : null;
}
