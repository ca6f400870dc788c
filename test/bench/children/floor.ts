import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { type FloorMessage, readSigned } from './floor-form.ts';
import { openFloorStore, type Place } from './floor-store.ts';
import { answerReports } from './report.ts';

// The practical limit: what the measured conversation costs when nothing is done that could be left out.

/** Handed over as JSON, the only argument. */
export interface FloorSettings {
  readonly file: string;
  readonly synchronous: 'NORMAL' | 'FULL';
  /** What Twilio signs: the whole address of the webhook. */
  readonly url: string;
  readonly token: string;
  /** The origin of the OTP API. */
  readonly api: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as FloorSettings;
const counted = { commits: 0, writes: 0 };
const store = openFloorStore(settings.file, settings.synchronous, counted);
const api = new Pool(settings.api, { connections: 64, pipelining: 1 });
const path = new URL(settings.url).pathname;
/** The last piece of work of each person: one at a time. */
const busy = new Map<string, Promise<unknown>>();

async function call(path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/json' };
  const response = await api.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  if (response.statusCode !== 200) throw new Error(`The API answered ${response.statusCode}.`);
  return (await response.body.json()) as Readonly<Record<string, unknown>>;
}

async function move({ step, phone, otp }: Place, text: string): Promise<{ readonly says: string; readonly to: Place }> {
  if (step === 0) return { says: 'What is your phone number?', to: { step: 1, phone: null, otp: null } };
  if (step === 1) {
    if (!/^\+\d{8,15}$/.test(text)) return { says: 'That is not a phone number.', to: { step, phone, otp } };
    const sent = await call('/send', { fromNumber: '+15005550006', toNumber: text });
    return { says: `Enter the code sent to ${text}.`, to: { step: 2, phone: text, otp: String(sent['otp']) } };
  }
  const { verified } = await call('/verify', { systemOtp: otp, userOtp: text });
  if (verified !== true) return { says: 'That code is wrong.', to: { step, phone, otp } };
  return { says: `Thank you, ${phone ?? ''} is verified.`, to: { step: 0, phone: null, otp: null } };
}

async function take(message: FloorMessage): Promise<string> {
  const known = store.answerOf(message.sid);
  if (known !== undefined) return known;
  const { says, to } = await move(store.placeOf(message.person), message.text);
  const answer = `<?xml version="1.0" encoding="UTF-8"?><Response><Message>${says}</Message></Response>`;
  store.save({ ...message, answer }, to);
  return answer;
}

function inTurn(message: FloorMessage): Promise<string> {
  const { person } = message;
  const done = (busy.get(person) ?? Promise.resolve()).then(() => take(message));
  const settled = done
    .catch(() => undefined)
    .then(() => {
      if (busy.get(person) === settled) busy.delete(person);
    });
  busy.set(person, settled);
  return done;
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) }).end(body);
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const signature = request.headers['x-twilio-signature'];
    const message =
      request.method === 'POST' && request.url === path
        ? readSigned(body, typeof signature === 'string' ? signature : '', settings)
        : null;
    if (!message) return answer(response, 403, '');
    inTurn(message).then(
      (twiml) => answer(response, 200, twiml),
      () => answer(response, 500, ''),
    );
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => {
  answerReports(counted);
  process.stdout.write(`Listening on ${(server.address() as AddressInfo).port}.\n`);
});
process.on('SIGTERM', () => {
  store.close();
  process.exit(0);
});
