import { expect, test } from 'vitest';
import { inbound } from '../../test/support/engine.ts';
import { flowOf, lastEffect, Talk, textsOf } from '../../test/support/turns.ts';

const FLOW = flowOf({
  commands: [
    { keywords: ['menu', 'main menu'], next: 'menu' },
    { keywords: ['resend'], at: ['code'], next: 'menu' },
    { keywords: ['exit'], next: 'end' },
  ],
  steps: [
    { id: 'name', type: 'capture', save: 'name', prompt: 'Your name?' },
    { id: 'code', type: 'capture', expect: 'code', save: 'code', prompt: 'The code?' },
    { id: 'done', type: 'end', outcome: 'finished' },
    { id: 'menu', type: 'message', text: 'Menu.', next: 'name' },
  ],
});

function asked(): Talk {
  const talk = new Talk(FLOW);
  talk.start();
  return talk;
}

test.each(['menu', ' MENU! ', 'Main-Menu'])('follows the command %j as the whole message', (typed) => {
  const turn = asked().say(typed);
  expect(textsOf(turn)).toEqual(['Menu.', 'Your name?']);
  expect(turn.state.attributes).toEqual({});
  expect(turn.trace[0]).toEqual({ step: 'name', on: 'command', to: 'menu' });
});

test('takes a command only as the whole message', () => {
  expect(asked().say('the menu').state.attributes).toEqual({ name: 'the menu' });
});

test('takes the payload of a button for the command, not its label', () => {
  expect(textsOf(asked().say(inbound('Back to the start', { button: 'menu' })))).toEqual(['Menu.', 'Your name?']);
  expect(asked().say(inbound('menu', { button: 'other' })).state.attributes).toEqual({ name: 'menu' });
});

test('follows a command with "at" only at those captures', () => {
  const talk = asked();
  expect(talk.say('resend').state).toMatchObject({ step: 'code', attributes: { name: 'resend' } });
  expect(textsOf(talk.say('resend'))).toEqual(['Menu.', 'Your name?']);
});

test('a command is kept in clear even where answers are hidden', () => {
  const talk = asked();
  talk.say('Ada');
  expect(talk.say('resend').read).toEqual([{ message: inbound('resend'), as: 'used', hides: 'open' }]);
});

test('a command may lead to the end', () => {
  const turn = asked().say('exit');
  expect(turn.effects).toEqual([{ type: 'end', outcome: 'done' }]);
  expect(turn.state).toMatchObject({ step: null, waiting: null, outcome: 'done' });
});

test('a kept command may lead to the end', () => {
  const flow = flowOf({
    commands: [{ keywords: ['exit'], next: 'end' }],
    steps: [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'code', type: 'capture', expect: 'code', save: 'code', prompt: 'The code?' },
    ],
  });
  const talk = new Talk(flow);
  talk.start();
  expect(lastEffect(talk.time(['exit']))).toEqual({ type: 'end', outcome: 'done' });
});
