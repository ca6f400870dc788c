import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';
import { readConversation } from './support/transcript.ts';

const INNER = {
  steps: [
    { id: 'ask', type: 'capture', prompt: 'Your name, {{ title }}?', save: 'name' },
    { id: 'named', type: 'end', outcome: 'named' },
  ],
};
const OUTER = [
  { id: 'title', type: 'set', attributes: { title: 'friend' } },
  { id: 'who', type: 'flow', flow: 'who', outcomes: { named: 'hello' }, next: 'end' },
  { id: 'hello', type: 'message', text: 'Hello, {{ name }}.' },
];

describe('a flow that runs another one', () => {
  it('shares its attributes with it, comes back by its outcome, and shows both in one trace', async () => {
    const server = await startApp({ flows: { ...flowOf(OUTER), 'who.json': INNER } });
    const phone = openPhone(server);
    expect((await phone.text('hi')).texts).toEqual(['Your name, friend?']);
    expect((await phone.text('Ana')).texts).toEqual(['Hello, Ana.']);
    const { body } = await server.admin('/conversations/1');
    const { trace } = body as { trace: { entries: { step: string }[] }[] };
    expect(trace.flatMap((turn) => turn.entries.map((entry) => entry.step))).toEqual([
      'title',
      'who',
      'who/ask',
      'who/ask',
      'who/named',
      'who',
      'hello',
    ]);
    expect(body).toMatchObject({ flow: 'talk', attributes: { title: 'friend', name: 'Ana' } });
  });

  it('goes on with the flow as it was when the conversation began, whatever its file says now', async () => {
    const server = await startApp({ flows: { ...flowOf(OUTER), 'who.json': INNER } });
    const phone = openPhone(server);
    await phone.text('hi');
    const { version } = (await server.admin('/conversations/1')).body as { version: string };
    const changed = { steps: [{ id: 'other', type: 'capture', prompt: 'Other?', save: 'name' }] };
    await server.stop();
    const next = await startApp({
      flows: { ...flowOf(OUTER), 'who.json': changed },
      dataDir: server.copyData(),
      clock: server.clock,
      twilio: server.twilio,
    });
    const same = openPhone(next);
    expect((await same.text('Ana')).texts).toEqual(['Hello, Ana.']);
    expect((await same.text('hi')).texts).toEqual(['Other?']);
    expect((await next.admin('/conversations/2')).body).not.toMatchObject({ version });
  });

  it('ends with it when nobody answers there', async () => {
    const inner = { ...INNER, no_reply: { after: '1m', next: 'end' } };
    const server = await startApp({ flows: { ...flowOf(OUTER), 'who.json': inner } });
    await openPhone(server).text('hi');
    await server.clock.advance(60_000);
    expect(await readConversation(server)).toMatchObject({ state: 'ended', outcome: 'no_reply' });
  });
});

describe('the language of a person', () => {
  const ASK = {
    id: 'ask',
    type: 'capture',
    expect: 'choice',
    save: 'language',
    prompt: { en: 'Which language?', es: '¿Qué idioma?' },
    choices: [
      { value: 'en', label: { en: 'English', es: 'Inglés' } },
      { value: 'es', label: { en: 'Spanish', es: 'Español' } },
    ],
  };
  const HELLO = { id: 'hello', type: 'message', text: { en: 'Hello.', es: 'Hola.' } };

  it('is what they chose, at once and in every later conversation', async () => {
    const server = await startApp({ flows: flowOf([ASK, HELLO]) });
    const phone = openPhone(server);
    expect((await phone.text('hi')).texts).toEqual(['Which language?\n1. English\n2. Spanish']);
    expect((await phone.text('spanish')).texts).toEqual(['Hola.']);
    await server.restart();
    expect((await phone.text('hola')).texts).toEqual(['¿Qué idioma?\n1. Inglés\n2. Español']);
    expect((await phone.text('Inglés')).texts).toEqual(['Hello.']);
  });

  it('picks the reminder and the apology too', async () => {
    const set = { id: 'set', type: 'set', attributes: { language: 'es' } };
    const ask = {
      id: 'ask',
      type: 'capture',
      expect: 'number',
      prompt: 'x',
      no_reply: { after: '1m', text: { en: 'Hello?', es: '¿Hola?' } },
    };
    const broken = { id: 'call', type: 'api', api: 'gone' };
    const flows = { ...flowOf([set, ask, broken], { on_error: { text: { en: 'Sorry.', es: 'Perdón.' } } }) };
    const api = { method: 'POST', url: 'https://127.0.0.1:1/' };
    const server = await startApp({ flows: { ...flows, 'apis/gone.json': api }, env: { API_ALLOW_HOSTS: '127.0.0.1:1' } });
    const phone = openPhone(server);
    await phone.text('hi');
    await server.clock.advance(60_000);
    await phone.text('5');
    expect([await phone.nextText(), await phone.nextText(), await phone.nextText()]).toEqual(['x', '¿Hola?', 'Perdón.']);
  });
});
