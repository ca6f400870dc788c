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
    ['RESEND = new code. CHANGE = different number. CANCEL = leave.', 'CANCEL'],
    ['CANCEL: leave', 'CANCEL'],
    ['CANCEL - leave this chat', 'CANCEL'],
    ['CANCEL ends this chat', 'CANCEL'],
    ['YES = confirm, NO = leave', 'YES'],
    ['Reply *CANCEL* to leave', 'CANCEL'],
    ['Reply (CANCEL)', 'CANCEL'],
    ['Reply now: CANCEL', 'CANCEL'],
    ['Reply 1, or CANCEL', 'CANCEL'],
    ['Reply at any time with CANCEL', 'CANCEL'],
    ['Press YES', 'YES'],
    ['Confirm with YES', 'YES'],
    ['Is that right (YES/NO)?', 'YES'],
    ['Commands: RESEND, CHANGE, CANCEL', 'CANCEL'],
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
    'We are at THE END of the road. YES, really!',
    'Choose a day. YES Bank is closed on Sundays.',
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
