import { describe, expect, test } from 'vitest';
import { WORDINGS } from '../lib/wording/index.ts';
import { reservedOffer } from './reserved-offers.ts';

describe('a reserved word that is offered as a command', () => {
  test.each([
    ['Reply CANCEL to go back.', 'CANCEL'],
    ['Reply BOOK, MENU or QUIT.', 'QUIT'],
    ['Text END when you are done.', 'END'],
    ['Please type "info" for opening hours.', 'info'],
    ['Reply yes to confirm.', 'yes'],
    ['YES to confirm, NO to change it.', 'YES'],
    ['Reply STOP to go back to the menu.', 'STOP'],
    ['Reply START to begin the quiz.', 'START'],
    ['Responda CANCEL para volver.', 'CANCEL'],
    ['Which team?\n1. Sales\n2. Help', 'Help'],
  ])('is found: %j', (text, word) => {
    expect(reservedOffer(text, 'sms')).toBe(word);
  });
});

describe('what is no such offer passes', () => {
  test.each([
    'Reply STOP to opt out.',
    'To stop all texts, reply STOP.',
    'Reply START to get messages again.',
    'Reply HELP for help, STOP to opt out.',
    'Please send info to us by email.',
    'Your booking ends today. Text us again to start over.',
    'RESEND = new code. EXIT = leave.',
    'Did it help?\n1. Yes\n2. No',
  ])('%j', (text) => {
    expect(reservedOffer(text, 'sms')).toBeNull();
  });

  test('on WhatsApp END and CANCEL are ordinary answers in a list', () => {
    expect(reservedOffer('What now?\n1. Cancel', 'sms')).toBe('Cancel');
    expect(reservedOffer('What now?\n1. Cancel', 'whatsapp')).toBeNull();
    expect(reservedOffer('What now?\n1. Stop', 'whatsapp')).toBe('Stop');
  });

  test.each(Object.entries(WORDINGS))('all that the server says by itself, in %s', (_language, words) => {
    expect(Object.values(words).filter((text) => reservedOffer(text, 'sms') !== null)).toEqual([]);
  });
});
