import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../src/chat-test/coverage.ts';
import { chatFilesIn } from '../src/chat-test/load-chats.ts';
import { FilePlayer } from '../src/chat-test/play-file.ts';
import { readChatFile } from '../src/chat-test/read-chat-file.ts';
import { ENTRY_KEYS } from '../src/chat-test/read-line.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { chatOf, ORDER, ORDERED, playText, problemOf, saying } from './support/chat-files.ts';
import { flowOf } from './support/flows.ts';

const FLOWS = join(projectRoot(), 'flows');

describe('the chats of the shipped flows', () => {
  it.each(chatFilesIn(join(FLOWS, 'tests')))('%s passes, and reaches every step and exit', async (file) => {
    const played = await new FilePlayer(FLOWS).play(file, readFileSync(file, 'utf8'));
    expect(played.problems).toEqual([]);
    const failed = played.results.filter((one) => one.problem !== null);
    expect(failed.map(({ test, problem }) => `${test.name}: ${problem?.message}`)).toEqual([]);
    const coverage = coverageOf([played]).find(({ flow }) => flow === played.chats?.flow);
    expect(coverage).toMatchObject({ missedSteps: [], missedExits: [] });
  });

  it('are there', () => {
    expect(chatFilesIn(join(FLOWS, 'tests')).length).toBeGreaterThan(0);
  });
});

describe('the page about chat tests', () => {
  it('has an example that can be read, and a row for each kind of entry', () => {
    const page = readFileSync(join(projectRoot(), 'docs/chat-tests.md'), 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(readChatFile('example', example)).toMatchObject({ ok: true });
    for (const key of ENTRY_KEYS) expect(page).toContain(`\`${key}\``);
  });
});

describe('a chat is strict', () => {
  const without = (entry: string) => ORDERED.filter((one) => one !== entry);
  const instead = (entry: string, other: string) => ORDERED.map((one) => (one === entry ? other : one));

  it('passes when all that happens is listed, and nothing else', async () => {
    expect(await problemOf(ORDERED)).toBeNull();
  });

  it.each([
    ['a text that is not listed', without('bot: What is your name?'), /^7: Before this line the bot said "What is your name\?"/],
    ['a call that is not listed', without('api: order'), /^9: Before this line order was called, which is not listed/],
    ['an end that is not listed', without('end: ordered'), /^11: After the last line the conversation ended with "ordered"/],
    [
      'a pause that is not waited for',
      without('wait: 5s'),
      /^10: This did not happen\. The flow pauses at "pause".*"- wait: 5s"/,
    ],
    ['a pause that is too short', instead('wait: 5s', 'wait: 4999ms'), /^11: This did not happen\. .*"- wait: 1ms"/],
    ['another text', instead('bot: What is your name?', 'bot: Who are you?'), /^7: It should be "Who are you\?"/],
    ['another end', instead('end: ordered', 'end: done'), /^12: It should end with "done"/],
    ['a text too many', [...ORDERED, 'bot: Bye.'], /^13: This did not happen\. The conversation has ended with "ordered"/],
    ['a call too many', ['user: hi', 'bot: ...', 'api: order'], /^8: This did not happen\. The flow waits .* "ask_name"/],
    ['a text where a call is made', instead('api: order', 'bot: Hello.'), /^9: Instead of this, order was called/],
  ])('fails on %s, at its line', async (_what, entries, problem) => {
    expect(await problemOf(entries)).toMatch(problem);
  });

  it('fails on a call for which no answer is left', async () => {
    const twice = [...ORDERED, ...ORDERED.slice(0, 4)];
    expect(await problemOf(twice)).toBe('15: order was called, but "apis" has only one answer for it. Add one.');
    expect(await problemOf(ORDERED, ORDER, '')).toBe('8: order was called, but "apis" has no answer for it. Add one.');
  });

  it('shows what was said up to the wrong line, and marks it', async () => {
    const { results } = await playText(chatOf(instead('bot: What is your name?', 'bot: Who are you?')));
    expect(results[0]?.transcript).toEqual([
      { who: 'user', text: 'hi', isWrong: false },
      { who: 'bot', text: 'What is your name?', isWrong: true },
    ]);
  });
});

describe('a text', () => {
  it.each([
    ['bot: What is ...', null],
    ['bot: ...', null],
    ['bot.has: your', null],
    ['bot.has: [your, name]', null],
    ['bot: { has: name, matches: "^What .*\\\\?$" }', null],
    ['bot.matches: "name.$"', null],
    ['bot: Where ...', /It should begin with "Where"/],
    ['bot.has: [your, shoe]', /It should have "shoe" in it/],
    ['bot.matches: "^name"', /It should match "\^name"/],
  ])('is matched by "%s" or not', async (entry, problem) => {
    const found = await problemOf(['user: hi', entry]);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});

describe('what an API was sent', () => {
  const sent = (fields: string) => problemOf(['user: hi', 'bot: ...', 'user: Ana', `api: order\n        sent: ${fields}`]);

  it.each([
    '{ body.customer.name: Ana, body.items.1: milk }',
    '{ body: { customer: { name: Ana } }, method: POST, query.via: text }',
    '{ body.items: [tea, milk], url: "https://shop.example.com/orders?via=text" }',
    '{ headers.Authorization: Bearer test-secret-SHOP_KEY, headers.Content-Type: application/json }',
  ])('is looked at by its paths: %s', async (fields) => {
    expect(await sent(fields)).toBeNull();
  });

  it('fails where it is something else, or nothing', async () => {
    expect(await sent('{ body.customer.name: Bo }')).toBe('9: body.customer.name is "Ana"; it should be "Bo".');
    expect(await sent('{ body.customer.age: "7" }')).toBe('9: body.customer.age is not set; it should be "7".');
    expect(await sent('{ body.items: [tea] }')).toMatch(/body\.items is \["tea","milk"\]/);
  });
});

describe('the answers of an API', () => {
  const ends = (apis: string, ...entries: string[]) =>
    problemOf(['user: hi', 'bot: ...', 'user: Ana', 'api: order', ...entries], ORDER, `apis: { order: ${apis} }`);

  it('go through outcomes, failures and "save" as real ones do', async () => {
    expect(await ends('{ status: 409 }', 'bot: Sorry, sold out.', 'end: done')).toBeNull();
    expect(await ends('{ status: 500, body: {} }', 'bot: Please try again later.', 'end: done')).toBeNull();
    expect(await ends('{ failure: network }', 'bot: Please try again later.', 'end: done')).toBeNull();
    expect(await ends('{ body: <html> }', 'bot: Please try again later.', 'end: done')).toBeNull();
    expect(await ends('{ body: { number: 7 } }', 'wait: 5s', 'bot.has: is 7.', 'end: ordered')).toBeNull();
  });

  it('may take their time, and time out', async () => {
    const slow = ['silence: 2s', 'wait: 5s', 'bot.has: order is 1', 'end: ordered'];
    expect(await ends('{ body: { number: 1 }, after: 2s }', ...slow)).toBeNull();
    expect(await ends('{ after: 1m }', 'silence: 10s', 'bot: Please try again later.', 'end: done')).toBeNull();
  });

  it('are values as JSON means them, unless they are quoted', async () => {
    const flows = {
      ...ORDER,
      ...flowOf([
        { id: 'who', type: 'set', attributes: { name: 'Ana' } },
        { id: 'order', type: 'api', api: 'order', on_error: 'no' },
        { id: 'is_it', type: 'branch', cases: [{ if: { attribute: 'number', is: true }, next: 'yes' }], else: 'no' },
        { id: 'yes', type: 'message', text: 'Truth.', next: 'end' },
        { id: 'no', type: 'message', text: 'A text.' },
      ]),
    };
    const answered = (body: string, said: string) =>
      problemOf(['user: hi', 'api: order', `bot: ${said}`, 'end: done'], flows, `apis: { order: { body: { number: ${body} } } }`);
    expect(await answered('true', 'Truth.')).toBeNull();
    expect(await answered('"true"', 'A text.')).toBeNull();
  });
});

describe('time and state', () => {
  it('a silence ends with what is due at its very end', async () => {
    const start = ['user: hi', 'bot: ...'];
    expect(await problemOf([...start, 'silence: 10m', 'end: no_reply'])).toBeNull();
    expect(await problemOf([...start, 'silence: 11m'])).toMatch(
      /^8: Nothing was to happen in this time, but the conversation ended/,
    );
  });

  it('tells the step, the status and the attributes', async () => {
    const start = ['user: hi', 'bot: ...'];
    const busy = [...start, 'user: Ana', 'api: order', 'at: pause', 'status: busy', 'attributes: { name: Ana, number: "007" }'];
    expect(await problemOf([...start, 'at: ask_name', 'status: waiting'])).toBeNull();
    expect(await problemOf(busy)).toBeNull();
    expect(await problemOf([...start, 'at: pause'])).toMatch(/is at ask_name; it should be pause/);
    expect(await problemOf([...start, 'status: ended'])).toMatch(/is waiting; it should be ended/);
    expect(await problemOf([...start, 'attributes: { name: Ana }'])).toMatch(/name is not set; it should be "Ana"/);
    expect(await problemOf([...start, 'attributes: { name: "" }'])).toBeNull();
  });

  it('a step of a flow that another one runs may be named with its flow', async () => {
    const flows = {
      ...flowOf([{ id: 'inner', type: 'flow', flow: 'sub' }]),
      'sub.json': { steps: [{ id: 'ask', type: 'capture', prompt: 'Who?', save: 'name' }] },
    };
    expect(await problemOf(['user: hi', 'bot: Who?', 'at: ask', 'at: sub/ask'], flows, '')).toBeNull();
    expect(await problemOf(['user: hi', 'bot: Who?', 'at: inner'], flows, '')).toBe(
      '8: The conversation is at sub/ask; it should be inner.',
    );
  });

  it('what is typed in a pause is kept, as on a real phone', async () => {
    const steps = [
      { id: 'pause', type: 'delay', for: '5s' },
      { id: 'ask', type: 'capture', expect: 'number', prompt: 'How many?', save: 'count' },
      { id: 'said', type: 'message', text: '{{ count }} it is.' },
    ];
    expect(await problemOf(['user: hi', 'user: "3"', 'wait: 5s', 'bot: 3 it is.', 'end: done'], flowOf(steps), '')).toBeNull();
  });
});

describe('media and buttons', () => {
  const PICTURE = 'https://example.com/menu.png';
  const picture = saying('Our menu.', { media: [PICTURE] });

  it('media are part of a text, and must be listed', async () => {
    expect(await problemOf(['user: hi', `bot: Our menu.\n        media: ${PICTURE}`, 'end: done'], picture, '')).toBeNull();
    expect(await problemOf(['user: hi', 'bot: Our menu.', `media: ${PICTURE}`, 'end: done'], picture, '')).toBeNull();
    expect(await problemOf(['user: hi', 'bot: Our menu.', 'end: done'], picture, '')).toMatch(/^8: .*media that are not listed/);
    expect(await problemOf(['user: hi', 'bot: Our menu.', 'media: https://example.com/x', 'end: done'], picture, '')).toMatch(
      /^8: The media should be/,
    );
  });

  it('a picture that is sent reaches the flow', async () => {
    const steps = [
      { id: 'ask', type: 'capture', expect: 'media', prompt: 'Send a picture.', save: 'picture' },
      { id: 'thanks', type: 'message', text: 'Nice.' },
    ];
    expect(
      await problemOf(['user: hi', 'bot: ...', `media: ${PICTURE}`, 'bot: Nice.', 'end: done'], flowOf(steps), ''),
    ).toBeNull();
  });

  it('a button is pressed by its value or its label', async () => {
    const steps = [
      {
        id: 'ask',
        type: 'message',
        text: 'Which?',
        buttons: [
          { label: 'Sales', value: 'sales' },
          { label: 'Support', value: 'support' },
        ],
        template: { sid: `HX${'0'.repeat(32)}` },
      },
      { id: 'hear', type: 'capture', prompt: 'Please choose.', save: 'team' },
      { id: 'thanks', type: 'message', text: 'To {{ team }}.' },
    ];
    const pressed = (above: string, first: string) =>
      problemOf(['user: hi', first, 'bot: Please choose.', 'button: sales', 'bot: To sales.', 'end: done'], flowOf(steps), above);
    expect(await pressed('channel: whatsapp', 'bot: Which?')).toBeNull();
    expect(await pressed('channel: sms', 'bot: "Which?\\n1. Sales\\n2. Support"')).toBeNull();
  });
});

describe('without being asked a chat also fails', () => {
  it('when a text holds a secret', async () => {
    const steps = [
      { id: 'ask', type: 'capture', expect: 'code', prompt: 'The code?', save: 'user_code' },
      { id: 'echo', type: 'message', text: 'You typed {{ user_code }}.' },
    ];
    const entries = ['user: hi', 'bot: ...', 'user: "123456"', 'bot: You typed 123456.', 'end: done'];
    expect(await problemOf(entries, flowOf(steps), '')).toMatch(/^8: The text holds the value of "user_code", which is secret/);
  });

  it('when a reserved word is offered as a command', async () => {
    const offered = (text: string) => problemOf(['user: hi', 'bot: ...', 'end: done'], saying(text), '');
    expect(await offered('Reply CANCEL to go back.')).toMatch(/^6: The text offers "CANCEL"/);
    expect(await offered('Reply STOP to opt out, HELP for help.')).toBeNull();
  });

  it('when anything is said after STOP', async () => {
    const entries = ['user: hi', 'bot: ...', 'user: STOP', 'end: opted_out', 'user: hi', 'bot: What is your name?'];
    expect(await problemOf(entries)).toMatch(/^11: This did not happen/);
    expect(await problemOf(entries.slice(0, -1))).toBeNull();
  });
});

describe('the coverage', () => {
  it('names the steps and exits that no chat has reached', async () => {
    const coverage = coverageOf([await playText(chatOf(ORDERED))]);
    expect(coverage).toEqual([
      {
        flow: 'talk',
        steps: 7,
        exits: 9,
        missedSteps: ['sold_out', 'failed'],
        missedExits: [
          'order 409 → sold_out',
          'order on_error → failed',
          'sold_out next → end',
          'failed next → end',
          'anywhere no_reply → end',
        ],
      },
    ]);
  });

  it('looks into the flows that another one runs', async () => {
    const flows = {
      ...flowOf([{ id: 'inner', type: 'flow', flow: 'sub', outcomes: { odd: 'end' } }]),
      'sub.json': { steps: [{ id: 'say', type: 'message', text: 'Inside.' }] },
    };
    const [sub, talk] = coverageOf([await playText(chatOf(['user: hi', 'bot: Inside.', 'end: done'], ''), flows)]);
    expect(sub).toMatchObject({ flow: 'sub', missedSteps: [], missedExits: [] });
    expect(talk).toMatchObject({ flow: 'talk', missedSteps: [], missedExits: ['inner odd → end'] });
  });
});
