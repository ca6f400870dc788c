import { join } from 'node:path';
import { type PlayedFile, FilePlayer } from '../../src/chat-test/play-file.ts';
import type { FlowFiles } from './config.ts';
import { flowOf } from './flows.ts';
import { makeFolder } from './parley.ts';

type Json = Readonly<Record<string, unknown>>;

/** Asks for a name and a number, calls an API, pauses, and says whether it went well. */
export const ORDER: FlowFiles = {
  ...flowOf(
    [
      { id: 'ask_name', type: 'capture', prompt: 'What is your name?', save: 'name' },
      { id: 'order', type: 'api', api: 'order', outcomes: [{ status: 409, next: 'sold_out' }], on_error: 'failed' },
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'done', type: 'message', text: 'Thank you, {{ name }}. Your order is {{ number }}.' },
      { id: 'finish', type: 'end', outcome: 'ordered' },
      { id: 'sold_out', type: 'message', text: 'Sorry, sold out.', next: 'end' },
      { id: 'failed', type: 'message', text: 'Please try again later.', next: 'end' },
    ],
    { no_reply: { after: '10m', next: 'end' } },
  ),
  'apis/order.json': {
    method: 'POST',
    url: 'https://shop.example.com/orders',
    query: { via: 'text' },
    headers: { Authorization: 'Bearer {{ secret.SHOP_KEY }}' },
    body: { customer: { name: '{{ name }}' }, items: ['tea', 'milk'] },
    save: { number: '{{ response.body.number }}' },
  },
};

/** A chat with ORDER that passes, line by line. */
export const ORDERED = [
  'user: hi',
  'bot: What is your name?',
  'user: Ana',
  'api: order',
  'wait: 5s',
  'bot: Thank you, Ana. Your order is 007.',
  'end: ordered',
];

export const ORDER_APIS = 'apis: { order: { body: { number: "007" } } }';

/** The text of a file with one chat, an entry a line. */
export function chatOf(entries: readonly string[], above = ORDER_APIS): string {
  return `flow: talk\n${above}\ntests:\n  - name: a chat\n    chat:\n${entries.map((entry) => `      - ${entry}\n`).join('')}`;
}

/** Plays a file of chats against flows, in a folder of its own. */
export function playText(text: string, flows: FlowFiles = ORDER): Promise<PlayedFile> {
  const folder = makeFolder({ ...flows, 'tests/talk.chat.yaml': text });
  return new FilePlayer(null).play(join(folder, 'tests/talk.chat.yaml'), text);
}

/** What is wrong with the one chat of these entries, or null. */
export async function problemOf(
  entries: readonly string[],
  flows: FlowFiles = ORDER,
  above = ORDER_APIS,
): Promise<string | null> {
  const { problems, results } = await playText(chatOf(entries, above), flows);
  const [result] = results;
  if (!result) throw new Error(`The chat was not played: ${problems.join(' ')}`);
  return result.problem && `${result.problem.spot.line}: ${result.problem.message}`;
}

/** A flow that says one text and ends. */
export function saying(text: string, more: Json = {}): FlowFiles {
  return flowOf([{ id: 'say', type: 'message', text, ...more }]);
}
