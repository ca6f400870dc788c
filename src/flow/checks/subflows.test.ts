import { describe, expect, test } from 'vitest';
import { api, ASK, BYE, expectOnly, flow, URL_KEY } from '../../../test/support/flow-kit.ts';

const run = (id: string, more = '') => `{ "id": "run", "type": "flow", "flow": ${id}${more} }`;
const sub = (...steps: string[]) => `{\n  "steps": [\n    ${steps.join(',\n    ')}\n  ]\n}\n`;

describe('unknown-flow', () => {
  test('a flow that is not there, with what was meant', () => {
    const [problem] = expectOnly('unknown-flow', { 'main.json': flow(run('▶"iner"')), 'inner.json': sub(BYE) });
    expect(problem?.fix).toContain('inner');
  });

  test('none where it is', () => {
    expectOnly('unknown-flow', { 'main.json': flow(run('"inner"')), 'inner.json': sub(BYE) });
  });
});

describe('recursive-flow', () => {
  test('a flow that runs itself', () => {
    expectOnly('recursive-flow', { 'main.json': flow(ASK, run('▶"main"')) });
  });

  test('flows that run one another, at every place of the way round', () => {
    const files = { 'main.json': flow(run('"a"')), 'a.json': sub(ASK, run('▶"b"')), 'b.json': sub(run('▶"a"')) };
    const [first] = expectOnly('recursive-flow', files);
    expect(first?.message).toContain('a → b → a');
  });

  test('none where one is run twice', () => {
    const twice = flow(run('"a"'), '{ "id": "again", "type": "flow", "flow": "b" }');
    expectOnly('recursive-flow', { 'main.json': twice, 'a.json': sub(run('"b"')), 'b.json': sub(BYE) });
  });
});

describe('attributes of one conversation', () => {
  const TELL = '{ "id": "tell", "type": "message", "text": "{{ name }}" }';

  test('may be set by the flow that is run, by its caller, and by the APIs they call', () => {
    expectOnly('unknown-attribute', { 'main.json': flow(run('"a"'), TELL), 'a.json': sub(ASK) });
    expectOnly('unknown-attribute', { 'main.json': flow(ASK, run('"a"')), 'a.json': sub(TELL) });
    const call = '{ "id": "call", "type": "api", "api": "crm", "on_error": "end" }';
    const crm = api(URL_KEY, '"save": { "name": "{{ response.body.name }}" }');
    expectOnly('unknown-attribute', { 'main.json': flow(call, run('"a"')), 'a.json': sub(TELL), 'apis/crm.json': crm });
  });

  test('are unknown where only a stranger sets them', () => {
    const tell = '{ "id": "tell", "type": "message", "text": ▶"{{ name }}" }';
    expectOnly('unknown-attribute', { 'main.json': flow(tell), 'other.json': sub(ASK) });
  });
});

describe('loop-without-wait', () => {
  const again = '{ "id": "again", "type": "set", "attributes": { "n": 1 }, "next": "run" }';

  test('a flow that waits on every way through it is a wait', () => {
    expectOnly('loop-without-wait', { 'main.json': flow(run('"a"'), again), 'a.json': sub(ASK) });
  });

  test('one that may pass without waiting is none', () => {
    const branch = '{ "id": "may", "type": "branch", "cases": [{ "if": { "attribute": "n", "exists": true }, "next": "end" }] }';
    expectOnly('loop-without-wait', {
      'main.json': flow(run('"a"'), again.replace('"run"', '▶"run"')),
      'a.json': sub(branch, ASK),
    });
  });
});
