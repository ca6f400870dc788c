import { expect, test } from 'vitest';
import type { SentText } from '../ports.ts';
import type { DoubtfulText } from '../store.ts';
import { decideDoubt } from './decide-doubt.ts';

const DOUBT: DoubtfulText = {
  contact: { ours: '+14155550100', channel: 'sms', theirs: '+14155550132' },
  shown: 'Type the code we sent to +14155550132.',
  secret: false,
  template: false,
  since: 0,
  knownSids: [],
  unnamed: [],
};
const CODE: DoubtfulText = { ...DOUBT, shown: '•••••• is your code.', secret: true };

function listed(text: string, sid = 'SM1'): SentText {
  return { sid, text, at: 0 };
}

test('is sure that a text was sent when the list has it', () => {
  expect(decideDoubt(DOUBT, [listed('Hello.', 'SM0'), listed(DOUBT.shown)])).toEqual({ as: 'sent', sid: 'SM1' });
});

test('sends a text again that the list does not have', () => {
  expect(decideDoubt(DOUBT, [listed('Hello.')])).toEqual({ as: 'again' });
});

test('takes no text for it whose id belongs to another one', () => {
  expect(decideDoubt({ ...DOUBT, knownSids: ['SM1'] }, [listed(DOUBT.shown)])).toEqual({ as: 'again' });
});

test('takes no text for it that may be one which reads the same', () => {
  const unnamed = [{ shown: DOUBT.shown, secret: false }];
  expect(decideDoubt({ ...DOUBT, unnamed }, [listed(DOUBT.shown)])).toEqual({ as: 'again' });
  const both = [listed(DOUBT.shown), listed(DOUBT.shown, 'SM2')];
  expect(decideDoubt({ ...DOUBT, unnamed }, both)).toEqual({ as: 'sent', sid: null });
});

test('takes no text for it that may be one of which only the masked text was kept', () => {
  const unnamed = [{ shown: 'Type the code we sent to •••.', secret: true }];
  expect(decideDoubt({ ...DOUBT, unnamed }, [listed(DOUBT.shown)])).toEqual({ as: 'again' });
});

test('lets another text that reads differently stand in the way of nothing', () => {
  const unnamed = [{ shown: 'Thank you, •••.', secret: true }];
  expect(decideDoubt({ ...DOUBT, unnamed }, [listed(DOUBT.shown)])).toEqual({ as: 'sent', sid: 'SM1' });
});

test('knows a text with a code by what surrounds the code', () => {
  expect(decideDoubt(CODE, [listed('482913 is your code.')])).toEqual({ as: 'sent', sid: 'SM1' });
  expect(decideDoubt(CODE, [listed('482913 is your bill.')])).toMatchObject({ as: 'failed' });
});

test('never sends a text with a code again', () => {
  expect(decideDoubt(CODE, [])).toEqual({
    as: 'failed',
    reason: 'It was not sent, and a text with a code is not sent again by itself.',
  });
});

test('takes a text that is none of ours for a content template, whose words are written at Twilio', () => {
  const doubt = { ...DOUBT, template: true, unnamed: [{ shown: 'Hello.', secret: false }] };
  expect(decideDoubt(doubt, [listed('Hello.', 'SM0'), listed('Dear Ada, it is time.')])).toEqual({ as: 'sent', sid: 'SM1' });
  expect(decideDoubt(doubt, [listed('Hello.', 'SM0')])).toEqual({ as: 'again' });
});
