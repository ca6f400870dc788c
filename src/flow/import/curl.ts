import { shellWords } from './shell-words.ts';

/** The JSON text of an API file, and what a person should look at. */
export interface ImportedApi {
  readonly source: string;
  readonly notes: readonly string[];
}

interface Request {
  method: string | null;
  url: string | null;
  readonly headers: [name: string, value: string][];
  readonly data: string[];
  user: string | null;
  asQuery: boolean;
  readonly notes: string[];
}

type Take = (request: Request, value: string) => void;

const data: Take = (request, value) => {
  if (value.startsWith('@')) request.notes.push(`The body was to come from the file ${value.slice(1)}. Write it into "body".`);
  else request.data.push(value);
};
const header: Take = (request, value) => {
  const [, name = '', text = ''] = /^([^:]+):\s*(.*)$/s.exec(value) ?? [];
  if (name !== '') request.headers.push([name.trim(), text.trim()]);
};
const ignored: Take = () => {};

/** The options that take a value. */
const WITH_VALUE: Readonly<Record<string, Take>> = {
  '-X': (request, value) => void (request.method = value.toUpperCase()),
  '--url': (request, value) => void (request.url = value),
  '-H': header,
  '-d': data,
  '--data-raw': (request, value) => void request.data.push(value),
  '--data-urlencode': (request, value) => {
    const [, name = '', text = ''] = /^([^=]*)=?(.*)$/s.exec(value) ?? [];
    request.data.push(`${name}=${encodeURIComponent(text)}`);
  },
  '--json': (request, value) => {
    header(request, 'Content-Type: application/json');
    data(request, value);
  },
  '-u': (request, value) => void (request.user = value),
  '-A': (request, value) => header(request, `User-Agent: ${value}`),
  '-e': (request, value) => header(request, `Referer: ${value}`),
  '-b': (request, value) => header(request, `Cookie: ${value}`),
  '-F': (request) => void request.notes.push('A form with files (-F) cannot be sent. Only JSON and plain forms can.'),
  '-m': ignored,
  '-o': ignored,
  '-w': ignored,
  '--connect-timeout': ignored,
  '--retry': ignored,
};

const LONG: Readonly<Record<string, string>> = {
  '--request': '-X',
  '--header': '-H',
  '--data': '-d',
  '--data-ascii': '-d',
  '--data-binary': '-d',
  '--user': '-u',
  '--user-agent': '-A',
  '--referer': '-e',
  '--cookie': '-b',
  '--form': '-F',
  '--max-time': '-m',
  '--output': '-o',
  '--write-out': '-w',
};

/** An API file from a cURL command, as consoles of providers show them; null when it is none. Tokens in it become secrets. */
export function importCurl(command: string): ImportedApi | null {
  const words = shellWords(command);
  if (!words || !/^(.*[\\/])?curl(\.exe)?$/.test(words[0] ?? '')) return null;
  const request: Request = { method: null, url: null, headers: [], data: [], user: null, asQuery: false, notes: [] };
  readOptions(words.slice(1), request);
  if (request.url === null) return null;
  return { source: `${JSON.stringify(apiOf(request), null, 2)}\n`, notes: request.notes };
}

function readOptions(words: readonly string[], request: Request): void {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, long = word, attached] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    const short = /^-[A-Za-z]./s.test(word) && WITH_VALUE[word.slice(0, 2)] ? word.slice(0, 2) : (LONG[long] ?? long);
    const take = WITH_VALUE[short];
    if (take) {
      const value =
        short !== long && word.startsWith(short) && word.length > 2 && !word.startsWith('--') ? word.slice(2) : attached;
      if (value === undefined) at += 1;
      take(request, value ?? words[at] ?? '');
    } else if (word === '-G' || word === '--get') request.asQuery = true;
    else if (word === '-I' || word === '--head') request.notes.push('A HEAD request cannot be made; GET stands in its place.');
    else if (word === '-L' || word === '--location') request.notes.push('Redirects are never followed (-L).');
    else if (word === '-k' || word === '--insecure') request.notes.push('Certificates are always checked (-k).');
    else if (!word.startsWith('-')) request.url ??= word;
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Set by the server itself, or by what is sent. */
const OWN_HEADERS = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'accept-encoding', 'content-type']);

function apiOf(request: Request): Record<string, unknown> {
  const { notes } = request;
  const url = readUrl(request);
  const query = Object.fromEntries(url.searchParams);
  if (request.asQuery) Object.assign(query, formOf(request.data.join('&')));
  const body = request.asQuery || request.data.length === 0 ? null : bodyOf(request);
  const asked = request.method ?? (body === null ? 'GET' : 'POST');
  if (!METHODS.includes(asked)) notes.push(`${asked} is no method of an API; POST stands in its place.`);
  const { auth, headers } = authOf(request);
  return {
    $schema: '../../schemas/api.v1.json',
    name: url.hostname.replace(/^(www|api)\./, ''),
    method: METHODS.includes(asked) ? asked : 'POST',
    url: asTemplate(`${url.origin}${url.pathname}`),
    ...(Object.keys(query).length > 0 ? { query: templates(query) } : {}),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(auth ? { auth } : {}),
    ...body,
  };
}

function readUrl({ url, notes }: Request): URL {
  const text = url ?? '';
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (whole !== text) notes.push('The address had no scheme; https was taken.');
  return URL.canParse(whole) ? new URL(whole) : new URL('https://api.example.com/');
}

function bodyOf({ data: pieces, headers, notes }: Request): Record<string, unknown> {
  const text = pieces.join('&');
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  try {
    return { body: templates(JSON.parse(text) as unknown) };
  } catch {
    if (/json/i.test(type)) notes.push('The body is no JSON. Check it.');
    else if (!text.includes('=')) notes.push('The body is neither JSON nor a form. Check it.');
    return { body: templates(formOf(text)), encoding: 'form' };
  }
}

function formOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function authOf({ headers, user, notes }: Request): { auth: object | null; headers: Record<string, string> } {
  const kept: Record<string, string> = {};
  let auth: object | null = null;
  if (user !== null) auth = basic(user, notes);
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const [, token] = /^bearer\s+(.+)$/i.exec(value) ?? [];
    if (lower === 'authorization' && token !== undefined) auth = { bearer: secret('API_TOKEN', notes) };
    else if (/^(authorization|cookie|proxy-authorization)$|key|token|secret|signature/.test(lower))
      kept[name] = secret(
        name
          .toUpperCase()
          .replaceAll(/[^A-Z0-9]+/g, '_')
          .replace(/^X_/, ''),
        notes,
      );
    else if (!OWN_HEADERS.has(lower)) kept[name] = asTemplate(value);
  }
  return { auth, headers: kept };
}

function basic(user: string, notes: string[]): object {
  const [name = '', ...rest] = user.split(':');
  const password = rest.length > 0 ? secret('API_PASSWORD', notes) : '';
  return { basic: { username: asTemplate(name), password } };
}

/** What was typed into the command is not written into a file: it is named, and set beside the other settings. */
function secret(name: string, notes: string[]): string {
  const free = name === 'KEY' || name === 'KEY_PREVIOUS' ? `API_${name}` : name;
  notes.push(`Set SECRET_${free} to the value that stood in the command.`);
  return `{{ secret.${free} }}`;
}

function templates(value: unknown): unknown {
  if (typeof value === 'string') return asTemplate(value);
  if (Array.isArray(value)) return value.map(templates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, templates(item)]));
}

/** Text that only looks like a template stays what it is. */
function asTemplate(text: string): string {
  return /\{\{|\{%/.test(text) ? `{% raw %}${text}{% endraw %}` : text;
}
