/** An answer of the API: `body` as JSON, or a text as it is. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A message as it was posted, with the id that it gets. */
export interface Posted {
  readonly accountSid: string;
  readonly sid: string;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

/** An error answer of Twilio's shape, also for `answerNext`. */
export function twilioError(status: number, code: number, message: string): JsonAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

/** Takes a message or refuses it, as Twilio does. */
export function answerAsTwilio(posted: Posted): JsonAnswer {
  const { form } = posted;
  if (!isSigned(posted)) return twilioError(401, 20003, 'Authenticate');
  const body = form.get('Body') ?? '';
  if (!form.get('To')) return twilioError(400, 21604, "A 'To' phone number is required.");
  if (!form.get('From') && !form.get('MessagingServiceSid')) return twilioError(400, 21603, "A 'From' phone number is required.");
  if (form.has('ContentSid')) return answerContent(posted);
  if (body === '' && !form.has('MediaUrl')) return twilioError(400, 21602, 'Message body is required.');
  if (body.length > 1600) return twilioError(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  return { status: 201, body: describeMessage(posted) };
}

/** A content template has its own body; its variables are JSON. */
function answerContent(posted: Posted): JsonAnswer {
  const { form } = posted;
  if (!/^HX[0-9a-f]{32}$/.test(form.get('ContentSid') ?? '')) return twilioError(400, 21656, 'The ContentSid is invalid.');
  if (form.has('Body') || form.has('MediaUrl')) return twilioError(400, 21619, 'A text, a URL or a ContentSid, not two of them.');
  const isVariables = (JSON.parse(form.get('ContentVariables') ?? '{}') as unknown) instanceof Object;
  if (!isVariables) return twilioError(400, 21656, 'The ContentVariables parameter is invalid.');
  return { status: 201, body: describeMessage(posted) };
}

/** Basic authorization by the account itself or by an API key, with some secret. */
function isSigned({ accountSid, authorization }: Posted): boolean {
  const encoded = /^Basic (.+)$/.exec(authorization ?? '')?.[1] ?? '';
  const [user = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return (user === accountSid || user.startsWith('SK')) && secret !== '';
}

function describeMessage({ accountSid, sid, form }: Posted): Record<string, unknown> {
  const service = form.get('MessagingServiceSid');
  const body = form.get('Body') ?? '';
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  const now = new Date().toUTCString().replace('GMT', '+0000');
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: now,
    date_sent: null,
    date_updated: now,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: form.get('From'),
    messaging_service_sid: service,
    num_media: String(form.getAll('MediaUrl').length),
    // A service counts the parts later, when it has chosen a sender.
    num_segments: service === null ? String(Math.max(1, Math.ceil(body.length / 153))) : '0',
    price: null,
    price_unit: null,
    sid,
    status: service === null ? 'queued' : 'accepted',
    subresource_uris: { media: `${uri}/Media.json` },
    to: form.get('To'),
    uri: `${uri}.json`,
  };
}
