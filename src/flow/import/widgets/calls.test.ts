import { describe, expect, it } from 'vitest';
import { definition, fileOf, imported, problemsOf, state, stepOf } from '../../../../test/support/studio.ts';

type Json = Readonly<Record<string, unknown>>;

const call = (properties: Json, before: Json = {}) =>
  imported(
    definition(
      { incomingMessage: 'set' },
      state(
        'set',
        'set-variables',
        { variables: Object.entries(before).map(([key, value]) => ({ key, value })) },
        { next: 'call' },
      ),
      state('call', 'make-http-request', properties, { success: undefined, failed: undefined }),
    ),
  );
const api = (properties: Json, before: Json = {}) => fileOf(call(properties, before), 'apis/taken-call.json');
const errorsOf = (result: ReturnType<typeof call>) => problemsOf(result).filter(({ severity }) => severity === 'error');

const FORM = 'application/x-www-form-urlencoded;charset=utf-8';
const URL = 'https://a.example.com/x';

describe('a request', () => {
  it('by GET puts its parameters into the query', () => {
    const parameters = [{ key: 'who', value: '{{contact.channel.address}}' }];
    expect(api({ method: 'GET', url: URL, content_type: FORM, parameters })).toMatchObject({
      method: 'GET',
      url: URL,
      query: { who: '{{ contact.address }}' },
    });
  });

  it('by POST sends its parameters, or its body, as a form', () => {
    const parameters = [{ key: 'a', value: '1' }];
    expect(api({ method: 'POST', url: URL, content_type: FORM, parameters })).toMatchObject({
      body: { a: '1' },
      encoding: 'form',
    });
    expect(api({ method: 'POST', url: URL, content_type: FORM, body: 'a=b+c&d={{flow.data.e}}' })).toMatchObject({
      body: { a: 'b c', d: '{{ e }}' },
      encoding: 'form',
    });
  });

  it('escapes a value in its address once', () => {
    expect(api({ method: 'GET', url: `${URL}?q={{flow.data.q | url_encode}}` })).toMatchObject({ url: `${URL}?q={{ q }}` });
  });

  it('to a host from a variable with one value has that written out', () => {
    const result = call({ method: 'GET', url: '{{flow.variables.BASE}}/x' }, { BASE: 'https://a.example.com' });
    expect(fileOf(result, 'apis/taken-call.json')).toMatchObject({ url: URL });
    expect(result.report.losses[0]?.what).toContain('"BASE"');
    expect(errorsOf(result)).toEqual([]);
  });

  it.each([
    ['from a variable that nobody knows', '{{flow.variables.base}}/x'],
    ['inside the own network', 'http://127.0.0.1:8080/x'],
    ['that is none', 'somewhere'],
    ['that is not there', ''],
  ])('to an address %s gets one that leads nowhere, and that is told', (_, url) => {
    const result = call({ method: 'GET', url });
    expect(fileOf(result, 'apis/taken-call.json')).toMatchObject({ url: 'https://replace-this.invalid/' });
    expect(result.report.losses).toHaveLength(1);
    expect(errorsOf(result)).toEqual([]);
  });

  it('never tells what stands in the query of an address', () => {
    const { report } = call({ method: 'GET', url: 'http://10.0.0.1/x?token=hunter2hunter2' });
    expect(report.losses[0]?.what).toContain('http://10.0.0.1/x cannot be called');
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it('never takes a password over', () => {
    const result = call({ method: 'GET', url: 'https://me:hunter2hunter2@a.example.com/x' });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(fileOf(result, 'apis/taken-call.json')).toMatchObject({
      url: URL,
      auth: { basic: { username: '{{ secret.CALL_USER }}', password: '{{ secret.CALL_PASSWORD }}' } },
    });
    expect(errorsOf(result)).toEqual([]);
  });
});

describe('a Function', () => {
  it('is called by its address, and its answer is read', () => {
    const result = imported(
      definition(
        { incomingMessage: 'fn' },
        state('fn', 'run-function', { url: URL, parameters: [{ key: 'a', value: '1' }] }, { success: 'say', fail: undefined }),
        state('say', 'send-message', { body: '{{widgets.fn.parsed.list[0]}} {{widgets.fn.body}}' }, {}),
      ),
    );
    expect(fileOf(result, 'apis/taken-fn.json')).toMatchObject({
      method: 'POST',
      body: { a: '1' },
      encoding: 'form',
      save: { fn_list_0: '{{ response.body.list[0] }}', fn_body: '{{ response.body }}' },
    });
    expect(stepOf(result, 'say')).toMatchObject({ text: '{{ fn_list_0 }} {{ fn_body }}' });
    expect(errorsOf(result)).toEqual([]);
  });
});

describe('a subflow', () => {
  it('is run with what is handed to it, and an empty flow stands in its place until it is imported', () => {
    const parameters = [{ key: 'orderId', value: '{{flow.variables.id}}' }];
    const result = imported(
      definition(
        { incomingMessage: 'sub' },
        state('sub', 'run-subflow', { flow_sid: 'FW12', parameters }, { completed: 'say', failed: undefined }),
        state('say', 'send-message', { body: 'Back.' }, {}),
      ),
    );
    expect(stepOf(result, 'sub')).toEqual({ id: 'sub', type: 'set', attributes: { order_id: '{{ id }}' }, next: 'sub_run' });
    expect(stepOf(result, 'sub_run')).toEqual({
      id: 'sub_run',
      type: 'flow',
      flow: 'taken-sub',
      outcomes: { error: 'end' },
      next: 'say',
    });
    expect(result.files.find(({ path }) => path === 'taken-sub.json')?.standsIn).toBe(true);
    expect(errorsOf(result)).toEqual([]);
  });
});

describe('a loop through a subflow', () => {
  it('gets a pause, because nobody knows whether that waits', () => {
    const result = imported(
      definition(
        { incomingMessage: 'sub' },
        state('sub', 'run-subflow', { flow_sid: 'FW12' }, { completed: 'sub', failed: 'sub' }),
      ),
    );
    expect(errorsOf(result)).toEqual([]);
    expect(stepOf(result, 'pause')).toMatchObject({ type: 'delay', next: 'sub' });
  });
});

describe('a message', () => {
  it('to somebody else is left out and told', () => {
    const result = imported(
      definition(
        { incomingMessage: 'say' },
        state('say', 'send-message', { body: 'x', to: '+14155550199' }, { sent: undefined }),
      ),
    );
    expect(stepOf(result, 'say')).toEqual({ id: 'say', type: 'set', attributes: {}, next: 'end' });
    expect(result.report.losses[0]?.what).toContain('+14155550199');
  });

  it('keeps its media, and so does a question', () => {
    const properties = { body: 'Look', media_url: '{{flow.data.picture}}' };
    const result = imported(
      definition(
        { incomingMessage: 'say' },
        state('say', 'send-message', properties, { sent: 'ask' }),
        state(
          'ask',
          'send-and-wait-for-reply',
          { ...properties, timeout: 60 },
          { incomingMessage: undefined, timeout: undefined },
        ),
      ),
    );
    expect(stepOf(result, 'say')).toMatchObject({ media: ['{{ picture }}'] });
    expect(stepOf(result, 'ask')).toMatchObject({ type: 'message', media: ['{{ picture }}'], next: 'ask_ask' });
    expect(stepOf(result, 'ask_ask')).toMatchObject({ type: 'capture', prompt: 'Look', no_reply: { after: '1m', next: 'end' } });
    expect(errorsOf(result)).toEqual([]);
  });
});
