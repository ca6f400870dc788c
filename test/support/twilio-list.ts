/** A message as Twilio's list knows it. Addresses as in the API, so with `whatsapp:`. */
export interface ListedMessage {
  readonly sid: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly status: string;
  /** Wall milliseconds. */
  readonly at: number;
  readonly service?: string | null;
}

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1_000;
const DAY = 86_400_000;

/**
 * The answer to `GET …/Messages.json` with this path and query: the messages that its filters let through, newest first,
 * a page of them. As at Twilio, the filters by date compare days.
 */
export function listPage(messages: readonly ListedMessage[], path: string): Readonly<Record<string, unknown>> {
  const url = new URL(path, 'http://localhost');
  const size = Math.min(Number(url.searchParams.get('PageSize') ?? DEFAULT_PAGE), LARGEST_PAGE);
  const page = Number(url.searchParams.get('Page') ?? 0);
  const accountSid = url.pathname.split('/')[3] ?? '';
  const found = messages.filter(filterOf(url.searchParams)).toSorted((a, b) => b.at - a.at);
  const start = page * size;
  const shown = found.slice(start, start + size);
  return {
    messages: shown.map((message) => describe(message, accountSid)),
    page,
    page_size: size,
    start,
    end: start + Math.max(0, shown.length - 1),
    uri: url.pathname + url.search,
    first_page_uri: pageUri(url, 0),
    previous_page_uri: page > 0 ? pageUri(url, page - 1) : null,
    next_page_uri: start + size < found.length ? pageUri(url, page + 1) : null,
  };
}

/** Reads the query once, for the list may be long. */
function filterOf(query: URLSearchParams): (message: ListedMessage) => boolean {
  const days = (name: string) => (query.has(name) ? Math.floor(Date.parse(query.get(name) ?? '') / DAY) : null);
  const [to, from] = [query.get('To'), query.get('From')];
  const [on, until, since] = [days('DateSent'), days('DateSent<'), days('DateSent>')];
  return (message) => {
    const day = Math.floor(message.at / DAY);
    if ((to !== null && to !== message.to) || (from !== null && from !== message.from)) return false;
    return (on === null || day === on) && (until === null || day <= until) && (since === null || day >= since);
  };
}

function pageUri(url: URL, page: number): string {
  const query = new URLSearchParams(url.search);
  query.set('Page', String(page));
  query.set('PageToken', `PA${page}`);
  return `${url.pathname}?${query.toString()}`;
}

function describe(message: ListedMessage, accountSid: string): Readonly<Record<string, unknown>> {
  const date = new Date(message.at).toUTCString().replace('GMT', '+0000');
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: date,
    date_sent: date,
    date_updated: date,
    direction: message.direction,
    error_code: null,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.service ?? null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}
