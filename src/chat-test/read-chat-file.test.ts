import { describe, expect, test } from 'vitest';
import { readChatFile } from './read-chat-file.ts';

/** What is wrong with a text: place, code, message. */
function problemsOf(text: string): string[] {
  const read = readChatFile('a.chat.yaml', text);
  return read.ok ? [] : read.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

function testsOf(text: string) {
  const read = readChatFile('a.chat.yaml', text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.chats.tests;
}

const chat = (entry: string) => `tests:\n  - name: a\n    chat:\n      - user: hi\n      - ${entry}\n`;

describe('every scalar is text', () => {
  test('whatever it looks like elsewhere', () => {
    const [one] = testsOf(
      'from: 0123\ntests:\n  - name: 1\n    chat:\n      - user: 000000\n      - user: yes\n      - user: null\n',
    );
    expect(one).toMatchObject({ name: '1', from: '0123' });
    expect(one?.lines.map(({ does }) => does)).toMatchObject([{ text: '000000' }, { text: 'yes' }, { text: 'null' }]);
  });

  test('but the bodies of APIs are JSON, where nothing is quoted', () => {
    const body = '{ a: true, b: "true", c: 7, d: 007, e: null, f: ~, g: [1.5, x], h: { i: -2 }, j: "" }';
    const [one] = testsOf(`apis: { crm: { body: ${body} } }\n${chat('bot: ...')}`);
    expect(one?.apis.get('crm')?.[0]?.body).toEqual({
      a: true,
      b: 'true',
      c: 7,
      d: '007',
      e: null,
      f: null,
      g: [1.5, 'x'],
      h: { i: -2 },
      j: '',
    });
  });
});

test('answers of a test take the place of those above for the same API, and of no other', () => {
  const above = 'apis: { a: { status: 500 }, b: [{ status: 201 }, { failure: timeout, after: 2s }] }\n';
  const [one] = testsOf(`${above}tests:\n  - name: a\n    apis: { a: { status: 409 } }\n    chat: [{ user: hi }]\n`);
  expect(
    [...(one?.apis ?? [])].map(([id, answers]) => [
      id,
      answers.map(({ status, failure, after }) => ({ status, failure, after })),
    ]),
  ).toEqual([
    ['a', [{ status: 409, failure: null, after: 0 }]],
    [
      'b',
      [
        { status: 201, failure: null, after: 0 },
        { status: 200, failure: 'timeout', after: 2_000 },
      ],
    ],
  ]);
});

test('the channel may stand in the number of the person', () => {
  expect(testsOf(`from: "whatsapp:+14155550100"\n${chat('bot: ...')}`)).toMatchObject([
    { from: '+14155550100', channel: 'whatsapp' },
  ]);
  expect(testsOf(chat('bot: ...'))).toMatchObject([{ from: '+14155550100', channel: 'sms' }]);
});

describe('says what is wrong, and where', () => {
  test.each([
    ['', '1:1 no-tests The file is empty.'],
    ['flow: x\n', '1:1 no-tests The file has no "tests".'],
    ['tests: []\n', '1:8 no-tests There is no chat in "tests".'],
    ['tests:\n  - name: a\n    chat: [\n', /^4:1 not-yaml /],
    [
      'flw: x\ntests: [{ name: a, chat: [{ user: hi }] }]\n',
      '1:1 unknown-key A file of chats has no key "flw". Did you mean "flow"?',
    ],
    ['tests: [{ chat: [{ user: hi }] }]\n', '1:9 no-name This chat has no name.'],
    ['tests: [{ name: a }]\n', '1:9 no-chat This test has no "chat".'],
    ['tests: [{ name: a, chat: [{ bot: hi }] }]\n', '1:26 bad-entry A chat begins with what the person says.'],
    [chat('usr: hi'), '5:9 unknown-key An entry of a chat has no key "usr". Did you mean "user"?'],
    [chat('media: [x]\n        sent: {}'), '6:9 bad-entry "sent" cannot stand in one entry with "media".'],
    [chat('sent: {}'), '5:9 bad-entry This entry does not say what happens.'],
    [chat('wait: 5'), '5:15 bad-value "5" is no duration.'],
    [chat('status: asleep'), '5:17 bad-value A conversation is never "asleep".'],
    [chat('bot: [a]'), '5:14 wrong-type "bot" must be one text.'],
    [chat('bot.matches: "(?=x)"'), /^5:22 bad-value "\(\?=x\)" is not a regular expression/],
    [chat('location: { latitude: north, longitude: "1" }'), '5:19 bad-value A location needs its "latitude" in degrees.'],
    [`channel: email\n${chat('bot: x')}`, '1:10 bad-value There is no channel "email".'],
    [`apis: { a: { status: 99 } }\n${chat('bot: x')}`, '1:22 bad-value "99" is no status of HTTP.'],
    [`apis: { a: { failure: dns } }\n${chat('bot: x')}`, '1:23 bad-value There is no failure "dns".'],
    [`from: a\nfrom: b\n${chat('bot: x')}`, /^2:1 not-yaml /],
  ])('%j', (text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    if (typeof problem === 'string') expect(problems[0]).toContain(problem);
    else expect(problems[0]).toMatch(problem);
  });
});
