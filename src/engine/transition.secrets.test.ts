import { describe, expect, test } from 'vitest';
import { answerOf, inbound } from '../../test/support/engine.ts';
import { flowOf, shownOf, Talk, textsOf } from '../../test/support/turns.ts';

const CODE = { id: 'code', type: 'capture', expect: 'code', save: 'code', prompt: 'The code?' };

describe('secret values', () => {
  test('are said to the person and hidden in what is shown', () => {
    const talk = new Talk(flowOf({ steps: [CODE, { id: 'echo', type: 'message', text: 'You typed {{ code }}.' }] }));
    talk.start();
    const turn = talk.say('482913');
    expect(textsOf(turn)).toEqual(['You typed 482913.']);
    expect(shownOf(turn)).toEqual(['You typed •••.']);
  });

  test('are hidden in the trace by their name, and wherever else they stand', () => {
    const flow = flowOf(
      {
        attributes: { token: { secret: true } },
        steps: [
          { id: 'call', type: 'api', api: 'crm' },
          { id: 'copy', type: 'set', attributes: { other: 'x{{ token }}' } },
        ],
      },
      { crm: { save: { token: '{{ response.body.token }}' } } },
    );
    const talk = new Talk(flow);
    talk.start();
    const exchange = { ...answerOf().exchange, url: 'https://api.example.com/?t=tok-4711', responseBody: '{"token":"tok-4711"}' };
    const turn = talk.api(answerOf({ saved: { token: 'tok-4711' }, exchange }));
    expect(turn.trace).toMatchObject([
      { set: { token: '•••' }, call: { url: 'https://api.example.com/?t=•••', response: '{"token":"•••"}' } },
      { set: { other: '•••' } },
    ]);
    expect(JSON.stringify(turn.trace)).not.toContain('4711');
    expect(turn.state.attributes).toEqual({ token: 'tok-4711', other: 'xtok-4711' });
  });

  test('are hidden by name even when they are short or numbers', () => {
    const flow = flowOf({ attributes: { pin: { secret: true } }, steps: [{ id: 'one', type: 'set', attributes: { pin: 7 } }] });
    expect(new Talk(flow).start().trace).toMatchObject([{ set: { pin: '•••' } }]);
  });

  test('from earlier turns are hidden as well', () => {
    const flow = flowOf({
      attributes: { pin: { secret: true } },
      steps: [{ id: 'show', type: 'message', text: 'PIN {{ pin }}' }],
    });
    expect(shownOf(new Talk(flow, { attributes: { pin: '4711' } }).start())).toEqual(['PIN •••']);
  });

  test('that are set and cleared within one turn are hidden', () => {
    const flow = flowOf({
      steps: [
        CODE,
        { id: 'echo', type: 'message', text: 'You typed {{ code }}.' },
        { id: 'forget', type: 'set', attributes: { code: null } },
      ],
    });
    const talk = new Talk(flow);
    talk.start();
    const turn = talk.say('482 913');
    expect(textsOf(turn)).toEqual(['You typed 482913.']);
    expect(shownOf(turn)).toEqual(['You typed •••.']);
  });

  test('inside a secret object are hidden one by one', () => {
    const flow = flowOf({
      attributes: { otp: { secret: true } },
      steps: [{ id: 'show', type: 'message', text: 'Code {{ otp.list }} {{ otp.more.code }}' }],
    });
    const turn = new Talk(flow, { attributes: { otp: { list: ['9911'], more: { code: 482913 } } } }).start();
    expect(textsOf(turn)).toEqual(['Code 9911 482913']);
    expect(shownOf(turn)).toEqual(['Code ••• •••']);
  });

  test('are never hidden from a flow that has none', () => {
    const flow = flowOf({
      steps: [
        { id: 'one', type: 'set', attributes: { pin: 4711 } },
        { id: 'show', type: 'message', text: '{{ pin }}' },
      ],
    });
    const turn = new Talk(flow).start();
    expect(shownOf(turn)).toEqual(['4711']);
    expect(turn.trace[0]?.set).toEqual({ pin: 4711 });
  });
});

describe('what a person types', () => {
  const ECHO = { id: 'echo', type: 'message', text: 'You wrote {{ message.text }}.' };

  test('is kept with its digits hidden where a code is expected', () => {
    const talk = new Talk(flowOf({ steps: [CODE] }));
    talk.start();
    expect(talk.say('it is 482913').read).toEqual([{ message: inbound('it is 482913'), as: 'used', hides: 'digits' }]);
  });

  test('is kept hidden whole where a capture is secret, and its attribute is secret', () => {
    const flow = flowOf({ steps: [{ id: 'pin', type: 'capture', secret: true, save: 'pin', prompt: 'PIN?' }] });
    const talk = new Talk(flow);
    talk.start();
    const turn = talk.say('hunter2');
    expect(turn.read[0]?.hides).toBe('all');
    expect(turn.trace[0]?.set).toEqual({ pin: '•••' });
  });

  test('is kept hidden whole where the attribute it is saved into is declared secret', () => {
    const flow = flowOf({
      attributes: { pin: { secret: true } },
      steps: [{ id: 'ask', type: 'capture', expect: 'number', save: 'pin', prompt: 'PIN?' }, ECHO],
    });
    const talk = new Talk(flow);
    talk.start();
    expect(talk.say('it is hunter').read[0]?.hides).toBe('all');
    const turn = talk.say('I think 4711');
    expect(turn.read[0]?.hides).toBe('all');
    expect(shownOf(turn)).toEqual(['You wrote •••.']);
    expect(turn.trace[0]?.set).toEqual({ pin: '•••' });
  });

  test('is kept hidden in a flow that is run by the one that declares the attribute secret', () => {
    const flow = flowOf(
      { attributes: { pin: { secret: true } }, steps: [{ id: 'run', type: 'flow', flow: 'inner' }] },
      {},
      { inner: { steps: [{ id: 'ask', type: 'capture', save: 'pin', prompt: 'PIN?' }] } },
    );
    const talk = new Talk(flow);
    talk.start();
    expect(talk.say('hunter2').read[0]?.hides).toBe('all');
  });

  test('is kept hidden too where it came before the question', () => {
    const ask = { id: 'ask', type: 'capture', early: true, save: 'pin', prompt: 'PIN?' };
    const flow = flowOf({ attributes: { pin: { secret: true } }, steps: [{ id: 'pause', type: 'delay', for: '5s' }, ask] });
    const talk = new Talk(flow);
    talk.start();
    expect(talk.time(['hunter2']).read).toEqual([{ message: inbound('hunter2'), as: 'used', hides: 'all' }]);
  });

  test('makes a copy of message.text secret where its capture saves into a secret attribute', () => {
    const flow = flowOf({
      attributes: { pin: { secret: true } },
      steps: [
        { id: 'ask', type: 'capture', save: 'pin', prompt: 'PIN?' },
        { id: 'copy', type: 'set', attributes: { typed: '{{ message.text }}' } },
      ],
    });
    expect([...flow.secrets]).toContain('typed');
  });

  test('hides only the digits where a code is saved into an attribute that is declared secret', () => {
    const talk = new Talk(flowOf({ attributes: { code: { secret: true } }, steps: [CODE] }));
    talk.start();
    expect(talk.say('it is 482913').read[0]?.hides).toBe('digits');
  });

  test('is kept open where nothing is secret', () => {
    const talk = new Talk(flowOf({ steps: [{ id: 'name', type: 'capture', save: 'name', prompt: 'Name?' }] }));
    talk.start();
    expect(talk.say('Ada').read[0]?.hides).toBe('open');
  });

  test('into a code capture is hidden as message.text, the words around the code with it', () => {
    const talk = new Talk(flowOf({ steps: [CODE, ECHO] }));
    talk.start();
    const turn = talk.say('my code: 482 913');
    expect(textsOf(turn)).toEqual(['You wrote my code: 482 913.']);
    expect(shownOf(turn)).toEqual(['You wrote •••.']);
  });

  test('into a code capture stays hidden as message.text in later turns', () => {
    const talk = new Talk(flowOf({ steps: [CODE, { id: 'pause', type: 'delay', for: '5s' }, ECHO] }));
    talk.start();
    talk.say('482 913');
    expect(shownOf(talk.time())).toEqual(['You wrote •••.']);
  });

  test('into a code capture stays hidden when another message answers later in the same turn', () => {
    const name = { id: 'name', type: 'capture', early: true, save: 'name', prompt: 'Name?' };
    const flow = flowOf({ steps: [{ id: 'pause', type: 'delay', for: '5s' }, CODE, ECHO, name] });
    const talk = new Talk(flow);
    talk.start();
    const turn = talk.time(['482 913', 'Ada']);
    expect(textsOf(turn)).toEqual(['You wrote 482 913.']);
    expect(shownOf(turn)).toEqual(['You wrote •••.']);
    expect(turn.read.map((one) => one.hides)).toEqual(['digits', 'open']);
  });

  test('a kept message that a code capture passed over is hidden too', () => {
    const talk = new Talk(flowOf({ steps: [{ id: 'pause', type: 'delay', for: '5s' }, CODE] }));
    talk.start();
    expect(talk.time(['48291']).read).toEqual([{ message: inbound('48291'), as: 'not_used', hides: 'digits' }]);
  });
});

describe('a code that begins a conversation, because it came late', () => {
  test('is hidden where the flow asks for codes', () => {
    const turn = new Talk(flowOf({ steps: [CODE] })).start('it was 482-913');
    expect(turn.read).toMatchObject([{ as: 'used', hides: 'digits' }]);
  });

  test('is a number like any other elsewhere, and a keyword stays as it is', () => {
    const ask = { id: 'name', type: 'capture', save: 'name', prompt: 'Your name?' };
    expect(new Talk(flowOf({ steps: [ask] })).start('482913').read).toEqual([]);
    expect(new Talk(flowOf({ steps: [CODE] })).start('hi').read).toEqual([]);
  });
});
