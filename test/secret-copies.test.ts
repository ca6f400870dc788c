import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerJson, startFarSide } from './support/api-kit.ts';
import { startApp, type TestApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';
import { readConversation, statusesOf } from './support/transcript.ts';

/** A secret whose written form differs in a URL, a form and JSON. */
const PIN = 'q"zé &k+w\\v';
const WRITTEN = [
  PIN,
  'q"z',
  '&k+w',
  'k+w\\v',
  'q%22z%C3%A9%20%26k%2Bw%5Cv',
  'q%22z%C3%A9+%26k%2Bw%5Cv',
  'q\\"zé &k+w\\\\v',
  '%C3%A9',
] as const;
const ASK = { id: 'ask', type: 'capture', secret: true, save: 'pin', prompt: 'Your word?' };

/** Whatever an admin may read of the first conversation. */
async function shownOf(server: TestApp): Promise<string> {
  const detail = await readConversation(server);
  // As it is written in each text of it, without the escapes of the answer's own JSON.
  return stringsIn(detail).join('\n');
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

function databaseText(server: TestApp): string {
  const files = ['', '-wal'].map((suffix) => server.dbFile + suffix).filter(existsSync);
  return Buffer.concat(files.map((file) => readFileSync(file))).toString('utf8');
}

function expectNowhere(server: TestApp, shown: string, words: readonly string[]): void {
  const bytes = databaseText(server);
  const logs = server.logs.join('');
  expect(bytes).toContain('talk');
  const found = (text: string) => words.filter((word) => text.includes(word));
  // The rows of a trace are JSON, in which every quote and backslash has one more backslash.
  const inRow = words.map((word) => JSON.stringify(word).slice(1, -1)).filter((word) => bytes.includes(word));
  expect({ shown: found(shown), bytes: [...found(bytes), ...inRow], logs: found(logs) }).toEqual({
    shown: [],
    bytes: [],
    logs: [],
  });
}

describe('a secret attribute that an API gets and tells back', () => {
  it.each([
    ['in its address, its query and a form', 'form', (body: string) => ({ text: body })],
    ['in its address, its query and JSON', 'json', (body: string) => ({ text: body })],
    ['in JSON, as JSON', 'json', (body: string) => JSON.parse(body) as unknown],
  ])('%s is hidden in the trace and in the database, however it is written there', async (_, encoding, echo) => {
    const far = await startFarSide((response, seen) => answerJson(response, 200, { echo: echo(seen.body), url: seen.url }));
    const api = {
      method: 'POST',
      url: `${far.origin}/of/{{ pin }}`,
      query: { q: '{{ pin }}' },
      body: { word: '{{ pin }}' },
      encoding,
      save: { echo: '{{ response.body.echo }}' },
    };
    const steps = [ASK, { id: 'call', type: 'api', api: 'tell' }, { id: 'done', type: 'message', text: 'Done.' }];
    const server = await startApp({ flows: { ...flowOf(steps), 'apis/tell.json': api }, env: { API_ALLOW_HOSTS: far.place } });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text(PIN)).texts).toEqual(['Done.']);
    expect(far.seen[0]?.url).toBe('/of/q%22z%C3%A9%20%26k%2Bw%5Cv?q=q%22z%C3%A9%20%26k%2Bw%5Cv');
    expect(far.seen[0]?.body).toContain(encoding === 'form' ? 'q%22z' : 'q\\"z');
    const shown = await shownOf(server);
    expect(shown).toContain(`${far.origin}/of/•••?q=•••`);
    expectNowhere(server, shown, WRITTEN);
  });

  it('is hidden in what the bot says of it in an escaped form', async () => {
    const steps = [ASK, { id: 'tell', type: 'message', text: 'See https://example.com/?q={{ pin | url_encode }} now.' }];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text(PIN)).texts).toEqual(['See https://example.com/?q=q%22z%C3%A9+%26k%2Bw%5Cv now.']);
    const shown = await shownOf(server);
    expect(shown).toContain('See https://example.com/?q=••• now.');
    expectNowhere(server, shown, WRITTEN);
  });
});

describe('a secret in the address of a picture', () => {
  it('goes to the person, on the webhook and later, and shows nowhere else', async () => {
    const picture = { type: 'message', text: 'Look.', media: ['https://example.com/{{ pin | url_encode }}.png'] };
    const steps = [ASK, { id: 'now', ...picture }, { id: 'pause', type: 'delay', for: '10m' }, { id: 'later', ...picture }];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    await phone.text('hi');
    const url = 'https://example.com/q%22z%C3%A9+%26k%2Bw%5Cv.png';
    expect((await phone.text(PIN)).xml).toContain(url.replaceAll('&', '&amp;'));
    await server.clock.advance(600_000);
    const sent = await server.twilio.waitForMessage(({ body }) => body === 'Look.');
    expect(sent.form.getAll('MediaUrl')).toEqual([url]);
    const shown = await shownOf(server);
    expect(shown).toContain('https://example.com/•••.png');
    expectNowhere(server, shown, WRITTEN);
  });
});

describe('an attribute that is set from a secret one', () => {
  it('is secret too, through several steps, whatever was made of it and in whatever order the steps stand', async () => {
    const steps = [
      { ...ASK, next: 'first' },
      { id: 'third', type: 'set', attributes: { last: 'third {{ middle | slice: 0, 9 }}', open: 'ordinary' }, next: 'wait' },
      { id: 'first', type: 'set', attributes: { copy: '{{ pin | upcase }}' } },
      { id: 'second', type: 'set', attributes: { middle: '<{{ copy | replace: "R", "x" }}>' }, next: 'third' },
      { id: 'wait', type: 'capture', prompt: 'Anything else?', save: 'more' },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('marzipan')).texts).toEqual(['Anything else?']);
    const shown = await shownOf(server);
    expect(await readConversation(server)).toMatchObject({
      attributes: { pin: '•••', copy: '•••', middle: '•••', last: '•••', open: 'ordinary' },
    });
    expectNowhere(server, shown, ['marzipan', 'MARZIPAN', 'MAxZIPAN']);
  });

  it('is secret too when it is set from what was typed, in a flow that asks for secrets', async () => {
    const steps = [
      { id: 'ask', type: 'capture', expect: 'code', save: 'code', prompt: 'The code?' },
      { id: 'first', type: 'set', attributes: { typed: '{{ message.text | upcase }}' } },
      { id: 'second', type: 'set', attributes: { again: 'so: {{ typed }}' } },
      { id: 'wait', type: 'capture', prompt: 'Anything else?', save: 'more' },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('a482913b marzipan 482913')).texts).toEqual(['Anything else?']);
    const shown = await shownOf(server);
    expect(await readConversation(server)).toMatchObject({ attributes: { code: '•••', typed: '•••', again: '•••' } });
    expectNowhere(server, shown, ['482913', 'MARZIPAN']);
  });
});

describe('a code that no step has read', () => {
  it('is shown with its digits hidden where a question had no use for it', async () => {
    const steps = [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'ask', type: 'capture', expect: 'phone', country: 'US', save: 'phone', prompt: 'Your number?' },
    ];
    const server = await startApp({ flows: flowOf(steps) });
    const phone = openPhone(server);
    const held = phone.text('hi');
    await server.clock.untilTimer(5_000);
    await phone.text('code 482 913');
    await server.clock.advance(5_000);
    expect((await held).texts).toEqual(['Your number?']);
    expect(await statusesOf(server)).toEqual(['used', 'not_used', expect.any(String)]);
    const shown = await shownOf(server);
    expect(shown).toContain('code ••• •••');
    expect(shown).not.toContain('482 913');
  });

  it('is shown with its digits hidden where nothing will answer it', async () => {
    const server = await startApp({ flows: flowOf([{ id: 'pause', type: 'delay', for: '10m' }]) });
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('code 482 913');
    await phone.text('STOP');
    const statuses = await statusesOf(server);
    expect(statuses.slice(0, 2)).toEqual(['used', 'unanswered']);
    const shown = await shownOf(server);
    expect(shown).toContain('code ••• •••');
    expect(shown).not.toContain('482 913');
  });
});
