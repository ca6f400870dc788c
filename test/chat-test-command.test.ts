import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { chatOf, ORDER, ORDERED, ORDER_APIS } from './support/chat-files.ts';
import { BROKEN, makeFolder, runParley, startParley } from './support/parley.ts';

const FLOWS = join(projectRoot(), 'flows');
const FILE = 'flows/tests/talk.chat.yaml';
const inFlows = Object.fromEntries(Object.entries(ORDER).map(([name, content]) => [`flows/${name}`, content]));
const GOOD = chatOf(ORDERED);
const WRONG = GOOD.replace('What is your name?', 'Who are you?');

describe('parley test', () => {
  it('plays the chats of the flows folder, needs no settings and keeps nothing', async () => {
    const folder = makeFolder({ ...inFlows, [FILE]: GOOD });
    const { code, stdout, stderr } = await runParley(['test'], { folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '1 of 1 chat passed.\n' });
    expect(stdout).toMatch(/^flows\/tests\/talk\.chat\.yaml\n {2}✓ a chat \d+ ms\n$/);
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(GOOD);
  });

  it('plays the example of the reference with the flows of FLOWS_DIR', async () => {
    const example = [
      'flow: phone-verification',
      'from: "+14155550100"',
      'apis:                       # answers in order; a call that is not listed fails the test',
      '  send-otp:   [{ body: { systemOtp: "c1" } }]',
      '  verify-otp: [{ body: { verified: false } }, { body: { verified: true } }]',
      'tests:',
      '  - name: verified after one wrong code',
      '    chat:',
      '      - user: hi',
      '      - bot: What mobile number should we text? ...',
      '      - user: 415 555 0132',
      '      - api: send-otp',
      '        sent: { body.toNumber: "+14155550132" }',
      '      - wait: 5s',
      '      - bot: We texted a 6-digit code to +14155550132. Type it here.',
      '      - user: "000 000"',
      '      - api: verify-otp',
      '      - bot: That code is not right. Check it and type it again.',
      '      - user: my code is 123456',
      '      - wait: 2s',
      '      - api: verify-otp',
      '      - bot: Thank you. Your number is confirmed.',
      '      - end: verified',
    ].join('\n');
    const where = { files: { 'example.chat.yaml': example }, env: { FLOWS_DIR: FLOWS } };
    expect(await runParley(['test', 'example.chat.yaml'], where)).toMatchObject({ code: 0, stderr: '1 of 1 chat passed.\n' });
  });

  it('exits with 1 when a chat fails, and marks the wrong line of what was said', async () => {
    const { code, stdout } = await runParley(['test'], { files: { ...inFlows, [FILE]: WRONG } });
    expect(code).toBe(1);
    expect(stdout).toContain(
      ['  ✗ a chat', '      user  hi', '    > bot   What is your name?', `      ${FILE}:7:9 It should be "Who are you?".`].join(
        '\n',
      ),
    );
  });

  it('says of a file that cannot be played what is wrong, where, and what was meant', async () => {
    const text = GOOD.replace('api: order', 'api: ordre').replace('wait: 5s', 'wiat: 5s');
    const { code, stdout } = await runParley(['test'], { files: { ...inFlows, [FILE]: text } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^flows\/tests\/talk\.chat\.yaml:10:9 unknown-key .*"wiat"\. Did you mean "wait"\?/m);
    const named = await runParley(['test'], { files: { ...inFlows, [FILE]: text.replace('wiat', 'wait') } });
    expect(named.stdout).toMatch(/^flows\/tests\/talk\.chat\.yaml:9:14 unknown-api .*"ordre"\. Did you mean "order"\?/m);
  });

  it('exits with 1 for broken flows and broken YAML, and with 2 for a file that is not there', async () => {
    const folder = makeFolder({ ...BROKEN, [FILE]: GOOD, 'bad.chat.yaml': 'tests: [' });
    const [flows, yaml, missing] = await Promise.all([
      runParley(['test'], { folder }),
      runParley(['test', 'bad.chat.yaml'], { folder }),
      runParley(['test', 'none.chat.yaml'], { folder }),
    ]);
    expect(flows).toMatchObject({ code: 1, stdout: expect.stringContaining('flows/talk.json:3:') as unknown });
    expect(yaml).toMatchObject({ code: 1, stdout: expect.stringMatching(/^bad\.chat\.yaml:1:\d+ not-yaml /) as unknown });
    expect(missing).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('none.chat.yaml') as unknown });
  });

  it('names the steps and exits that no chat reaches', async () => {
    const { code, stdout } = await runParley(['test', '--coverage'], { files: { ...inFlows, [FILE]: GOOD } });
    expect(code).toBe(0);
    expect(stdout).toContain('talk: 5 of 7 steps, 4 of 9 exits\n  not reached: step sold_out\n');
    expect(stdout).toContain('  not reached: exit order 409 → sold_out\n');
  });

  it('gives the results as JSON to programs', async () => {
    const { code, stdout } = await runParley(['test', '--json', '--coverage'], { files: { ...inFlows, [FILE]: WRONG } });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      files: [{ file: FILE, problems: [], chats: [{ name: 'a chat', ok: false, line: 7, column: 9 }] }],
      coverage: [{ flow: 'talk', steps: 7 }],
    });
  });

  it('writes a report in the form of JUnit', async () => {
    const folder = makeFolder({
      ...inFlows,
      [FILE]: `${WRONG}${GOOD.slice(GOOD.indexOf('  - name')).replace('a chat', 'a <good> one')}`,
    });
    const { code } = await runParley(['test', '--junit', 'report.xml'], { folder });
    const report = readFileSync(join(folder, 'report.xml'), 'utf8');
    expect(code).toBe(1);
    expect(report).toContain('<testsuites name="parley test" tests="2" failures="1">');
    expect(report).toMatch(/<testcase classname="flows\/tests\/talk\.chat\.yaml" name="a &lt;good&gt; one" time="[\d.]+"\/>/);
    expect(report).toMatch(/<failure message="flows\/tests\/talk\.chat\.yaml:7:9 It should be &quot;Who are you\?&quot;\."/);
  });
});

describe('parley test --update', () => {
  const update = async (text: string) => {
    const folder = makeFolder({ ...inFlows, [FILE]: text });
    const ended = await runParley(['test', '--update'], { folder });
    return { ...ended, text: readFileSync(join(folder, FILE), 'utf8') };
  };

  it('writes what really happens, shows what changed, and leaves the rest as it is written', async () => {
    const draft = chatOf([
      'user: hi',
      'bot: What is ... # a prefix stays',
      'at: order',
      'user: Ana',
      'api: order # once\n        sent: { body.customer.name: Bo }',
      'silence: 1m # too long',
      'bot: Nothing of the kind.',
      'bot: Nor this.',
    ]);
    const { code, stdout, text } = await update(draft);
    expect(code).toBe(0);
    expect(text).toBe(
      chatOf([
        'user: hi',
        'bot: What is ... # a prefix stays',
        'at: ask_name',
        'user: Ana',
        'api: order\n        sent:\n          body.customer.name: Ana',
        'wait: 1m # too long',
        'bot: Thank you, Ana. Your order is 007.',
        'end: ordered',
      ]),
    );
    expect(stdout).toContain(`${FILE}:8\n- - at: order\n+ - at: ask_name\n`);
    expect(stdout).toContain('✓ a chat');
  });

  it('fills in a chat that has only what the person does', async () => {
    const { code, text } = await update(chatOf(['user: hi', 'user: Ana', 'wait: 5s']));
    expect({ code, text }).toEqual({ code: 0, text: chatOf(ORDERED) });
  });

  it('writes nothing where all is well, and nothing that must not happen', async () => {
    expect(await update(GOOD)).toMatchObject({ code: 0, text: GOOD });
    const unanswered = GOOD.replace(ORDER_APIS, 'apis: {}');
    expect(await update(unanswered)).toMatchObject({ code: 1, text: unanswered });
  });
});

describe('parley chat', () => {
  it('skips a pause, lets a call fail, begins anew, and says what it does not know', async () => {
    const talk = startParley(['chat'], { env: { FLOWS_DIR: FLOWS } });
    for (const line of [
      '/save',
      '/fail sned-otp',
      '/fail send-otp network',
      '/wiat',
      'hi',
      '415 555 0132',
      '/new',
      'hi',
      '415 555 0132',
      '',
      '/help',
    ])
      talk.type(line);
    talk.closeInput();
    const { code, stdout } = await talk.ended;
    expect(code).toBe(0);
    const told = [
      'Write /save and a file',
      'There is no API "sned-otp". Did you mean "send-otp"?',
      'The next call of send-otp fails: network.',
      'There is no command "/wiat".',
      'bot  What mobile number',
      'bot  Sorry, we could not send a code just now.',
      'You are another person now: +14155550101.',
      'bot  What mobile number',
      'A pause of 5s.',
      'bot  We texted a 6-digit code to +14155550132.',
      '/fail send-otp 500',
    ];
    const places = told.reduce<number[]>((found, text) => [...found, stdout.indexOf(text, (found.at(-1) ?? -1) + 1)], []);
    expect(told.filter((_text, at) => (places[at] ?? -1) < 0)).toEqual([]);
  });

  it('keeps a chat as a test that passes', async () => {
    const folder = makeFolder();
    const env = { FLOWS_DIR: FLOWS };
    const lines = ['hi', '415 555 0132', '/fail verify-otp 500', '/wait 5s', '123456', '/save mine.chat.yaml', '/quit'];
    const talk = startParley(['chat'], { folder, env });
    for (const line of lines) talk.type(line);
    talk.closeInput();
    const chat = await talk.ended;
    expect(chat).toMatchObject({ code: 0, stderr: '' });
    expect(chat.stdout).toContain('Saved. Play it with: npx parley test mine.chat.yaml');
    const saved = readFileSync(join(folder, 'mine.chat.yaml'), 'utf8');
    expect(saved).toContain('status: 500');
    expect(saved).toContain('- wait: 5s\n');
    const test = await runParley(['test', 'mine.chat.yaml'], { folder, env });
    expect(test).toMatchObject({ code: 0, stderr: '1 of 1 chat passed.\n' });
  });
});
