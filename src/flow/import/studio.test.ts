import { describe, expect, it } from 'vitest';
import { answerOf, answerWith } from '../../../test/support/engine.ts';
import { compiled, definition, fileOf, imported, match, problemsOf, state, stepOf } from '../../../test/support/studio.ts';
import { Talk, textsOf } from '../../../test/support/turns.ts';

const ASK = '{{widgets.ask-size.inbound.Body}}';

/** A small shop: asks for a size, asks an API for the price, and hands over on request. */
const SHOP = definition(
  { incomingMessage: 'remember', incomingCall: 'say_hello' },
  state(
    'remember',
    'set-variables',
    { variables: [{ key: 'firstWords', value: '{{trigger.message.Body}}' }] },
    { next: 'ask-size' },
  ),
  state(
    'ask-size',
    'send-and-wait-for-reply',
    { body: 'You said {{flow.variables.firstWords | upcase}}. Which size?', timeout: '90', from: '{{flow.channel.address}}' },
    { incomingMessage: 'which', timeout: 'nudge', deliveryFailure: undefined },
  ),
  state('which', 'split-based-on', { input: ASK }, { noMatch: 'sorry' }, [
    match('matches_any_of', 'S, small', 'get_price', ASK),
    match('contains', 'Person', 'hand', ASK),
    match('equal_to', '42', undefined, ASK),
  ]),
  state(
    'get_price',
    'make-http-request',
    {
      method: 'POST',
      url: 'https://shop.example.com/price',
      content_type: 'application/json;charset=utf-8',
      body: '{ "size": "{{widgets.ask-size.inbound.Body}}", "n": {{flow.variables.count}}, "who": "{{contact.channel.address}}" }',
    },
    { success: 'tell', failed: 'sorry' },
  ),
  state(
    'tell',
    'send-message',
    { body: 'It costs {{widgets.get_price.parsed.price.amount}}.', to: '{{contact.channel.address}}' },
    { sent: undefined, failed: undefined },
  ),
  state('sorry', 'send-message', { body: 'Sorry.' }, { sent: 'ask-size', failed: 'ask-size' }),
  state('nudge', 'send-message', { body: 'Still there?' }, { sent: 'ask-size', failed: undefined }),
  state('hand', 'send-to-flex', { workflow: 'WW1', channel: 'TC1', attributes: '{}' }, { callComplete: undefined }),
  state('say_hello', 'say-play', { say: 'Hello' }, { audioComplete: undefined }),
);

describe('an imported flow', () => {
  it('passes the checker with no error', () => {
    expect(problemsOf(imported(SHOP)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('talks as the original did', () => {
    const talk = new Talk(compiled(imported(SHOP)));
    expect(textsOf(talk.start('hey there'))).toEqual(['You said HEY THERE. Which size?']);
    expect(textsOf(talk.say('blue'))).toEqual(['Sorry.', 'You said HEY THERE. Which size?']);
    expect(talk.say(' SMALL ').effects).toEqual([{ type: 'call', api: 'taken-get-price' }]);
    expect(textsOf(talk.api(answerOf({ saved: { get_price_price_amount: 12 } })))).toEqual(['It costs 12.']);
    expect(talk.state.outcome).toBe('done');
  });

  it('goes where a failed call, a missing answer and an unwired case led', () => {
    const flow = compiled(imported(SHOP));
    const failing = new Talk(flow);
    failing.start();
    failing.say('S');
    expect(textsOf(failing.api(answerWith(500)))[0]).toBe('Sorry.');
    const silent = new Talk(flow);
    expect(silent.start().effects).toContainEqual({ type: 'timer', kind: 'no_reply', after: 90_000 });
    expect(textsOf(silent.time())[0]).toBe('Still there?');
    const ended = new Talk(flow);
    ended.start();
    ended.say('42');
    expect(ended.state.outcome).toBe('done');
    const handed = new Talk(flow);
    handed.start();
    handed.say('a PERSON please');
    expect(handed.state.step).toBe('hand');
  });

  it('writes an API with the body as JSON and saves what is read of its answer, and nothing else', () => {
    expect(fileOf(imported(SHOP), 'apis/taken-get-price.json')).toEqual({
      $schema: '../../schemas/api.v1.json',
      method: 'POST',
      url: 'https://shop.example.com/price',
      body: { size: '{{ ask_size_reply }}', n: '{{ count }}', who: '{{ contact.address }}' },
      timeout: '10s',
      save: { get_price_price_amount: '{{ response.body.price.amount }}' },
    });
  });

  it('lists the steps in an order in which only loops lead back, each with its way on', () => {
    const { steps } = fileOf(imported(SHOP), 'taken.json') as { steps: { id: string; next?: string; else?: string }[] };
    expect(steps.map(({ id }) => id)).toEqual([
      'keep_first_message',
      'remember',
      'ask_size',
      'which',
      'get_price',
      'tell',
      'hand',
      'sorry',
      'nudge',
    ]);
    expect(steps.filter((step) => step.next === undefined && step.else === undefined)).toEqual([]);
  });
});

describe('the report of an import', () => {
  const { report } = imported(SHOP);

  it('says what each state became, and what was left out', () => {
    expect(report.states.find((one) => one.state === 'get_price')).toEqual({
      state: 'get_price',
      widget: 'make-http-request',
      steps: [{ id: 'get_price', type: 'api' }],
      api: 'taken-get-price',
    });
    expect(report.states.filter(({ steps }) => steps.length === 0).map((one) => one.state)).toEqual(['say_hello']);
    expect(report.notes.join('\n')).toContain('incomingCall led to "say_hello"');
  });

  it('lists what the original left unwired', () => {
    const unwired = (ends: boolean) =>
      report.deadEnds.filter((one) => one.ends === ends).map((one) => `${one.state}: ${one.event}`);
    expect(unwired(true)).toEqual(['which: match', 'tell: sent', 'hand: callComplete']);
    expect(unwired(false)).toEqual(['ask-size: deliveryFailure', 'tell: failed', 'nudge: failed']);
  });

  it('names the attributes that only a start from outside can give', () => {
    expect(report.given).toEqual([{ attribute: 'count', was: 'flow.variables.count' }]);
    expect(fileOf(imported(SHOP), 'taken.json')).toMatchObject({ attributes: { count: {} } });
  });

  it('says where a variable has no counterpart, and keeps the flow fit to run', () => {
    const result = imported(
      definition(
        { incomingMessage: 'say' },
        state('say', 'send-message', { body: 'Hi {{trigger.message.ProfileName}}' }, { sent: undefined }),
      ),
    );
    expect(result.report.losses.map(({ what }) => what)).toEqual([
      expect.stringContaining('"trigger.message.ProfileName" has no counterpart'),
    ]);
    expect(problemsOf(result).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('tells of transitions that a text only learns of later', () => {
    const result = imported(
      definition(
        { incomingMessage: 'say' },
        state('say', 'send-message', { body: 'Hi' }, { sent: undefined, failed: 'other' }),
        state('other', 'send-message', { body: 'Oh' }, {}),
      ),
    );
    expect(result.report.losses).toEqual([{ state: 'say', what: expect.stringContaining('went on to "other"') as unknown }]);
  });
});

describe('what the checker would refuse', () => {
  it('gets a pause where a loop never waited', () => {
    const result = imported(
      definition(
        { incomingMessage: 'call' },
        state(
          'call',
          'make-http-request',
          { method: 'GET', url: 'https://a.example.com/' },
          { success: undefined, failed: 'say' },
        ),
        state('say', 'send-message', { body: 'Again.' }, { sent: 'call' }),
      ),
    );
    expect(problemsOf(result).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(stepOf(result, 'say')).toMatchObject({ next: 'pause' });
    expect(stepOf(result, 'pause')).toEqual({ id: 'pause', type: 'delay', for: '5s', next: 'call' });
    expect(result.report.notes.join('\n')).toContain('"say" a loop led back without ever waiting');
  });

  it('ends the conversation at a state that has no counterpart in a chat, and says so', () => {
    const result = imported(
      definition({ incomingMessage: 'call' }, state('call', 'make-outgoing-call-v2', {}, { answered: 'x' })),
    );
    expect(stepOf(result, 'call')).toEqual({ id: 'call', type: 'end', outcome: 'not_imported' });
    expect(result.report.losses[0]?.what).toContain('make-outgoing-call-v2');
  });

  it('becomes plain text where a template cannot be read', () => {
    const result = imported(
      definition(
        { incomingMessage: 'say' },
        state('say', 'send-message', { body: '{{ flow.variables.a | secret_filter }}' }, {}),
      ),
    );
    expect(stepOf(result, 'say')).toMatchObject({ text: '[[ flow.variables.a | secret_filter ]]' });
    expect(result.report.losses[0]?.what).toContain('secret_filter');
  });

  it('is named anew where a name means something else here', () => {
    const variables = [
      { key: 'contact', value: '1' },
      { key: 'Contact', value: '2' },
      { key: '1st', value: '3' },
    ];
    const result = imported(
      definition(
        { incomingMessage: 'end' },
        state('end', 'set-variables', { variables }, { next: 'End' }),
        state('End', 'send-message', { body: 'x' }, {}),
      ),
    );
    expect(stepOf(result, 'end_2')).toEqual({
      id: 'end_2',
      type: 'set',
      attributes: { contact_2: '1', contact_3: '2', value_1st: '3' },
      next: 'end_3',
    });
  });
});
