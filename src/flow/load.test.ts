import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../lib/project-root.ts';
import { bindKept } from './bind.ts';
import { loadFlows } from './load.ts';
import { readSources } from './source.ts';
import { api, ASK, BYE, CALL, flow, load, URL_KEY } from '../../test/support/flow-kit.ts';

const FLOWS = join(projectRoot(), 'flows');

test('the shipped flows have no problem, not even a warning, with nothing set', () => {
  const loaded = loadFlows(readSources(FLOWS), { allowHosts: [], secrets: new Set() });
  expect(loaded.problems).toEqual([]);
  expect(loaded.flows.map((one) => one.id)).toContain('phone-verification');
  expect([...loaded.apis.keys()]).toEqual(expect.arrayContaining(['send-otp', 'verify-otp']));
});

test('every text of the shipped flow is one SMS segment', () => {
  const text = readFileSync(join(FLOWS, 'phone-verification.json'), 'utf8');
  const said = [...text.matchAll(/"(?:text|prompt|retry)": "([^"]*)"/g)].map((match) =>
    (match[1] ?? '').replace('{{ phone }}', '+441632960961999'),
  );
  expect(said.length).toBeGreaterThan(10);
  for (const one of said) expect(one).toMatch(/^[A-Za-z0-9 .,?+'-]{1,160}$/);
});

test('gives flows with the texts that their versions are made of', () => {
  const { flows, contents } = load({ 'main.json': flow(ASK) });
  const [main] = flows;
  expect(bindKept('main', contents.get('main') ?? '')?.version).toBe(main?.version);
  expect(load({ 'main.json': flow(ASK).replaceAll(/\s+/g, ' ') }).flows[0]?.version).toBe(main?.version);
  expect(load({ 'main.json': flow(ASK, BYE) }).flows[0]?.version).not.toBe(main?.version);
});

test('cannot read a kept version with a step type that is gone', () => {
  expect(bindKept('main', flow('{ "id": "a", "type": "gone" }'))).toBeNull();
});

test('knows that a message is read after the turn it came in', () => {
  const say = '{ "id": "say", "type": "message", "text": "You said {{ message.text }}." }';
  expect(load({ 'main.json': flow(ASK, say) }).flows[0]?.readsMessage).toBe(true);
  expect(load({ 'main.json': flow(ASK, BYE) }).flows[0]?.readsMessage).toBe(false);
});

test.each([
  ['save', '"save": { "plan": "{{ response.body.plan }}" }', CALL, true],
  [
    'outcomes',
    '"timeout": "5s"',
    CALL.replace(
      '"on_error"',
      '"outcomes": [{ "if": { "attribute": "response.body.ok", "is": true }, "next": "end" }], "on_error"',
    ),
    true,
  ],
  ['nothing', '"save": { "code_of_http": "{{ response.status }}" }', CALL, false],
])('knows that the body of an answer is read by %s', (_who, key, call, reads) => {
  const { apis } = load({ 'main.json': flow(call), 'apis/crm.json': api(URL_KEY, key) });
  expect(apis.get('crm')?.readsBody).toBe(reads);
});

test.each([
  '',
  'null',
  '[]',
  '7',
  '{}',
  '{ "steps": 5 }',
  '{ "steps": [null, 1, "x", [], {}] }',
  '{ "__proto__": { "steps": [] } }',
  '['.repeat(50_000),
])('never throws for what stands in a file: %.40s', (text) => {
  const { problems, flows } = load({ 'main.json': text, 'apis/crm.json': text });
  expect(problems.some((problem) => problem.severity === 'error')).toBe(true);
  expect(flows).toEqual([]);
});

test('gives problems in the order of files and places', () => {
  const { problems } = load({ 'b.json': flow('{ "id": "A", "type": "end", "x": 1 }'), 'a.json': '{' });
  expect(problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    'a.json:1:2',
    'b.json:4:13',
    'b.json:4:33',
  ]);
});
