import { expect, test } from 'vitest';
import { inbound } from '../../test/support/engine.ts';
import { fatesOf, flowOf, shownOf, Talk, textsOf } from '../../test/support/turns.ts';

const BUTTONS = [
  { label: 'Sales', value: 'sales' },
  { label: { en: 'Support', es: 'Ayuda' }, value: 'support' },
];
const MENU = { id: 'menu', type: 'message', text: 'What about?', buttons: BUTTONS };
const TEMPLATE = { sid: 'HX1', variables: { 1: 'For {{ name }}' } };
const ASK = { id: 'ask', type: 'capture', prompt: 'Choose.', save: 'topic' };
const attributes = { name: { default: 'Ada' } };
const WHATSAPP = { contact: { channel: 'whatsapp' }, attributes: { name: 'Ada' } } as const;

const saysOf = (turn: ReturnType<Talk['start']>) => turn.effects.filter((effect) => effect.type === 'say');

test('buttons are a numbered list in the language of the person', () => {
  const flow = flowOf({ steps: [MENU, ASK] });
  expect(textsOf(new Talk(flow).start())[0]).toBe('What about?\n1. Sales\n2. Support');
  expect(textsOf(new Talk(flow, { contact: { language: 'es' } }).start())[0]).toBe('What about?\n1. Sales\n2. Ayuda');
});

test('with a content template they travel with it on WhatsApp, and its variables are filled in', () => {
  const flow = flowOf({ attributes, steps: [{ ...MENU, template: TEMPLATE }, ASK] });
  expect(saysOf(new Talk(flow, WHATSAPP).start())[0]).toEqual({
    type: 'say',
    text: 'What about?',
    shown: 'What about?',
    media: [],
    content: {
      template: { sid: 'HX1', variables: { 1: 'For Ada' } },
      buttons: [BUTTONS[0], { label: 'Support', value: 'support' }],
      secret: false,
    },
  });
  expect(saysOf(new Talk(flow).start())[0]).not.toHaveProperty('content');
});

test('a template without buttons goes along for the case that the text may not be sent', () => {
  const flow = flowOf({ attributes, steps: [{ id: 'news', type: 'message', text: 'News.', template: TEMPLATE }] });
  expect(saysOf(new Talk(flow, WHATSAPP).start())[0]).toMatchObject({ text: 'News.', content: { buttons: [] } });
});

test('a template with a secret in a variable says so, though its text shows none', () => {
  const secret = { name: { secret: true, default: 'tok-4f1a9c' } };
  const flow = flowOf({ attributes: secret, steps: [{ id: 'news', type: 'message', text: 'News.', template: TEMPLATE }] });
  const turn = new Talk(flow, { ...WHATSAPP, attributes: { name: 'tok-4f1a9c' } }).start();
  expect(shownOf(turn)).toEqual(['News.']);
  expect(saysOf(turn)[0]?.content?.secret).toBe(true);
});

test.each([
  ['its number', inbound('2')],
  ['its label', inbound(' SUPPORT! ')],
  ['its whole line', inbound('2. Support')],
  ['its value', inbound('support')],
  ['its payload', inbound('Whatever it reads', { button: 'support' })],
])('a button is answered by %s', (_, message) => {
  const talk = new Talk(flowOf({ steps: [MENU, ASK] }));
  talk.start();
  const turn = talk.say(message);
  expect(turn.state.attributes).toEqual({ topic: 'support' });
  expect(turn.read[0]?.message).toBe(message);
});

test('what means no button is an ordinary answer', () => {
  const talk = new Talk(flowOf({ steps: [MENU, ASK] }));
  talk.start();
  expect(talk.say('3').state.attributes).toEqual({ topic: '3' });
});

test('a message that came before the question is read as a button too', () => {
  const steps = [MENU, { id: 'pause', type: 'delay', for: '5s' }, { ...ASK, early: true }];
  const talk = new Talk(flowOf({ steps }));
  talk.start();
  const turn = talk.time(['2']);
  expect(turn.state.attributes).toEqual({ topic: 'support' });
  expect(fatesOf(turn)).toEqual([['2', 'used']]);
});

test('buttons last over wrong answers and are gone after the right one', () => {
  const number = { ...ASK, id: 'number', expect: 'number', save: 'count', next: 'end' };
  const choice = {
    ...ASK,
    expect: 'choice',
    choices: [
      { value: 'support', label: 'Help' },
      { value: 'x', label: 'X' },
    ],
  };
  const talk = new Talk(flowOf({ steps: [MENU, choice, number] }));
  talk.start();
  talk.say('what?');
  expect(talk.say('2').state.attributes).toEqual({ topic: 'support' });
  expect(talk.state.offered).toEqual([]);
  expect(talk.say('2').state.attributes).toEqual({ topic: 'support', count: 2 });
});

test('a label with a secret in it is said, and kept without the secret', () => {
  const buttons = [{ label: 'Use {{ name }}', value: 'use' }];
  const secret = { name: { secret: true, default: 'tok-4f1a9c' } };
  const talk = new Talk(flowOf({ attributes: secret, steps: [{ ...MENU, buttons }, ASK] }), {
    attributes: { name: 'tok-4f1a9c' },
  });
  expect(textsOf(talk.start())[0]).toContain('1. Use tok-4f1a9c');
  expect(talk.state.offered).toEqual([{ label: 'Use •••', value: 'use' }]);
  expect(talk.say('1').state.attributes).toMatchObject({ topic: 'use' });
});

test('a number means the line of the list that was shown, whatever values and keywords say', () => {
  const buttons = [
    { label: 'One thing', value: '2' },
    { label: 'Two things', value: '1' },
    { label: 'All', value: 'all' },
  ];
  const flow = flowOf({
    steps: [
      { id: 'menu', type: 'capture', prompt: 'How many?', expect: 'choice', choices: buttons, save: 'many' },
      { id: 'say', type: 'message', text: '{{ many }}' },
    ],
  });
  const said = (typed: string) => {
    const talk = new Talk(flow);
    talk.start();
    return textsOf(talk.say(typed));
  };
  expect(['1', '2', '3', 'all', '1. one thing'].map(said)).toEqual([['2'], ['1'], ['all'], ['all'], ['2']]);
});
