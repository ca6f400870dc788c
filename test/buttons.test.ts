import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { ADMIN_TOKEN } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';
import { untilStatuses } from './support/transcript.ts';

const SID = `HX${'0123456789abcdef'.repeat(2)}`;
const MENU = {
  id: 'menu',
  type: 'message',
  text: 'What about?',
  buttons: [
    { label: 'Sales', value: 'sales' },
    { label: 'Support', value: 'support' },
  ],
};
const TOPIC = { id: 'topic', type: 'capture', prompt: 'Choose.', save: 'topic' };
const CHOSEN = { id: 'chosen', type: 'message', text: 'You chose {{ topic }}.' };
const LISTED = 'What about?\n1. Sales\n2. Support';
const TEMPLATE = { template: { sid: SID, variables: { 1: '{{ contact.name }}', 2: 'a "word"' } } };

describe('buttons', () => {
  it.each(['sms', 'whatsapp'] as const)('are a numbered list on %s, where there is no content template', async (channel) => {
    const server = await startApp({ flows: flowOf([MENU, TOPIC, CHOSEN]) });
    const phone = openPhone(server, { channel });
    expect((await phone.text('hi')).texts).toEqual([LISTED, 'Choose.']);
  });

  it.each(['2', 'Support', 'support!', 'SUPPORT'])('are answered by their number, label or value: %j', async (typed) => {
    const server = await startApp({ flows: flowOf([MENU, TOPIC, CHOSEN]) });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text(typed)).texts).toEqual(['You chose support.']);
  });

  it('are sent as the content template that the step names, by REST, and the payload of a tap answers', async () => {
    const server = await startApp({ flows: flowOf([{ ...MENU, ...TEMPLATE }, TOPIC, CHOSEN]) });
    const phone = openPhone(server, { channel: 'whatsapp' });
    expect((await phone.text('hi', { profileName: 'Ada' })).texts).toEqual([]);
    const sent = await server.twilio.waitForMessage(({ form }) => form.has('ContentSid'));
    expect(Object.fromEntries(sent.form)).toMatchObject({
      To: 'whatsapp:+14155550100',
      ContentSid: SID,
      ContentVariables: JSON.stringify({ 1: 'Ada', 2: 'a "word"' }),
    });
    expect(sent.form.has('Body')).toBe(false);
    await server.twilio.waitForMessage(({ body }) => body === 'Choose.');
    await untilStatuses(server, ['used', 'sent', 'sent']);
    const tapped = await phone.text('Support', { extra: { ButtonPayload: 'support' } });
    expect(tapped.texts).toEqual(['You chose support.']);
  });

  it('are shown by the simulator where a phone would show them', async () => {
    const server = await startApp({ mode: 'local', flows: flowOf([{ ...MENU, ...TEMPLATE }, TOPIC, CHOSEN]) });
    const authorization = `Bearer ${ADMIN_TOKEN}`;
    const say = async (message: object) =>
      (await server.post('/api/v1/simulator/messages', message, { authorization })).body as { messages: object[] };
    const whatsapp = { from: '+14155550100', channel: 'whatsapp' };
    expect((await say({ ...whatsapp, text: 'hi' })).messages).toMatchObject([
      { text: 'What about?', buttons: MENU.buttons },
      { text: 'Choose.', buttons: [] },
    ]);
    expect((await say({ ...whatsapp, button: 'sales' })).messages).toMatchObject([{ text: 'You chose sales.' }]);
    expect((await say({ from: '+14155550111', text: 'hi' })).messages).toMatchObject([{ text: LISTED, buttons: [] }, {}]);
  });

  it('give way to later ones, and to the answer of the question they stood before', async () => {
    const colours = { ...MENU, id: 'colours', text: 'Which colour?', buttons: [{ label: 'Red', value: 'red' }] };
    const last = { ...TOPIC, id: 'last', prompt: 'How many?', save: 'count' };
    const told = { ...CHOSEN, text: '{{ topic }} {{ count }}' };
    const server = await startApp({ flows: flowOf([MENU, colours, TOPIC, last, told]) });
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('1');
    expect((await phone.text('1')).texts).toEqual(['red 1']);
  });

  it('mean their value also where that is a command', async () => {
    const menu = { ...MENU, buttons: [...MENU.buttons, { label: 'Leave', value: 'bye' }] };
    const bye = { id: 'goodbye', type: 'message', text: 'Goodbye.' };
    const commands = [{ keywords: ['bye'], next: 'goodbye' }];
    const server = await startApp({ flows: flowOf([menu, TOPIC, { ...CHOSEN, next: 'end' }, bye], { commands }) });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('3')).texts).toEqual(['Goodbye.']);
  });
});

describe('media', () => {
  const PICTURE = 'https://example.com/map.png';

  it('go with the text, on an answer and by REST', async () => {
    const look = { id: 'look', type: 'message', text: 'Look.', media: [PICTURE] };
    const server = await startApp({ flows: flowOf([look, { id: 'pause', type: 'delay', for: '1m' }, { ...look, id: 'again' }]) });
    const phone = openPhone(server);
    expect((await phone.text('hi')).xml).toContain(`<Body>Look.</Body><Media>${PICTURE}</Media>`);
    await server.clock.advance(60_000);
    const sent = await server.twilio.waitForMessage(({ body }) => body === 'Look.');
    expect(sent.form.getAll('MediaUrl')).toEqual([PICTURE]);
  });
});
