import * as fc from 'fast-check';
import type { Event, InboundMessage } from '../../src/engine/event.ts';
import type { Flow } from '../../src/engine/flow.ts';
import { loadFlows } from '../../src/flow/load.ts';
import { answerOf, answerWith, inbound } from './engine.ts';

/** What an API gives as the secret attribute `pin`, and nothing else does. */
export const HIDDEN = 'tok-4f1a9c';
const STEPS = ['s0', 's1', 's2', 's3', 's4', 's5', 's6'];

const target = fc.constantFrom(...STEPS, 'end');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const words = fc.constantFrom(
  'Hello.',
  'So: {{ a }} {{ message.text }}',
  '{{ pin }}',
  '{% if b %}{{ b | upcase }}{% endif %}',
  '{{ c.d }}',
);
const attribute = fc.constantFrom('a', 'b', 'c');
const condition = fc.oneof(
  fc.record({ attribute, is: fc.constantFrom('12', 12, true, null) }),
  fc.record({ attribute, exists: fc.boolean() }),
  fc.record({ not: fc.record({ value: fc.constant('{{ a }}{{ b }}'), matches: fc.constant('1') }) }),
);
const noReply = fc.oneof(
  fc.record({ after: fc.constant('1h'), text: words, next: maybe(target) }),
  fc.record({ after: fc.constant('1h'), next: target }),
);
const kind = fc.constantFrom<object>(
  {},
  { early: true },
  { expect: 'code' },
  { expect: 'phone', country: 'US' },
  { expect: 'number', max: 20 },
  { expect: 'email' },
  { expect: 'media' },
  { expect: 'location' },
  { expect: 'choice', choices: [{ value: 'yes', label: 'Yes' }] },
);

/** One way to write each step type of the language, beside its id. */
export const BY_TYPE: Readonly<Record<string, fc.Arbitrary<object>>> = {
  message: fc.record({
    text: words,
    buttons: maybe(
      fc.constant([
        { label: 'Yes', value: 'yes' },
        { label: 'Menu', value: 'menu' },
      ]),
    ),
    template: maybe(fc.constant({ sid: 'HX1', variables: { 1: '{{ pin }}' } })),
    next: maybe(target),
  }),
  capture: fc
    .record({
      prompt: words,
      save: maybe(attribute),
      max_tries: maybe(fc.constant(1)),
      on_give_up: maybe(target),
      no_reply: maybe(noReply),
      next: maybe(target),
      kind,
    })
    .map(({ kind, ...keys }) => ({ ...keys, ...kind })),
  api: fc.record({
    api: fc.constant('crm'),
    outcomes: maybe(fc.array(fc.record({ status: fc.constantFrom(429, '5xx'), next: target }), { maxLength: 2 })),
    on_error: maybe(target),
    next: maybe(target),
  }),
  delay: fc.record({ for: fc.constantFrom('5s', '0s'), next: maybe(target) }),
  branch: fc.record({
    cases: fc.array(fc.record({ if: condition, next: target }), { minLength: 1, maxLength: 3 }),
    else: maybe(target),
  }),
  set: fc.record({
    attributes: fc.dictionary(attribute, fc.constantFrom('{{ b }}', '{{ pin }}', 'x', 12, true, null), { minKeys: 1 }),
    next: maybe(target),
  }),
  flow: fc.record({
    flow: fc.constant('child'),
    outcomes: maybe(fc.dictionary(fc.constantFrom('done', 'error', 'no_reply', 'gave_up', 'sold'), target, { minKeys: 1 })),
    next: maybe(target),
  }),
  handoff: fc.record({ text: maybe(words), resume_after: maybe(fc.constant('1h')), next: maybe(target) }),
  verify: fc.record({
    provider: fc.constantFrom<string | object>('builtin', { send: 'crm', check: 'crm' }),
    phone: maybe(fc.constant('+14155550132')),
    pause: maybe(fc.constant('0s')),
    on: maybe(fc.dictionary(fc.constantFrom('exited', 'abandoned', 'provider_down', 'wrong_code'), target, { minKeys: 1 })),
    next: maybe(target),
  }),
  end: fc.record({ outcome: maybe(fc.constantFrom('verified', 'sold')) }),
};

const step = fc.oneof(...Object.entries(BY_TYPE).map(([type, keys]) => keys.map((json) => ({ type, ...json }))));

const flow = fc
  .record({
    commands: maybe(fc.tuple(fc.record({ keywords: fc.constant(['menu']), next: target }))),
    no_reply: maybe(noReply),
    on_error: maybe(fc.record({ text: words })),
    steps: fc.tuple(...STEPS.map((id) => step.map((json) => ({ id, ...json })))),
  })
  .map((json) => ({ trigger: { default: true }, attributes: { a: {}, b: {}, c: {}, pin: { secret: true } }, ...json }));

/** Runs in the middle of the other, and can end in every way there is. */
const CHILD = {
  attributes: { a: {}, pin: { secret: true } },
  steps: [
    { id: 'call', type: 'api', api: 'crm', outcomes: [{ status: 429, next: 'sold' }] },
    { id: 'ask', type: 'capture', prompt: '{{ pin }}?', save: 'b', max_tries: 1, pattern: '^[0-9]+$', next: 'end' },
    { id: 'sold', type: 'end', outcome: 'sold' },
  ],
};

/** Loops that spin are let through: the bound on steps is there for them. Every other error is a fault of the generator. */
export function compile(json: object): Flow {
  const api = {
    method: 'GET',
    url: 'https://api.example.com/',
    save: { pin: '{{ response.body.pin }}', c: '{{ response.body }}' },
  };
  const { flows, problems } = loadFlows(
    [
      { kind: 'flow', id: 'main', file: 'main.json', text: JSON.stringify(json) },
      { kind: 'flow', id: 'child', file: 'child.json', text: JSON.stringify(CHILD) },
      { kind: 'api', id: 'crm', file: 'apis/crm.json', text: JSON.stringify(api) },
    ],
    { allowHosts: [], secrets: null },
  );
  const errors = problems.filter((one) => one.severity === 'error' && one.code !== 'loop-without-wait');
  const made = flows.find((one) => one.id === 'main');
  if (!made || errors.length > 0) throw new Error(`${JSON.stringify(errors)} in ${JSON.stringify(json)}`);
  return made;
}

const message: fc.Arbitrary<InboundMessage> = fc
  .constantFrom('482913', 'Ada', '12', '99', 'menu', 'ada@example.com', '+1 415 555 0132', '1', 'yes', '', '🙂')
  .map((text) => inbound(text));
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: message.map((one) => ({ type: 'message', message: one }) as const) },
  { weight: 2, arbitrary: fc.constant({ type: 'time' } as const) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(200, 429, 500)
      .map((status) => ({ type: 'api', answer: answerWith(status, { pin: HIDDEN }) }) as const),
  },
  { weight: 1, arbitrary: fc.constantFrom('taken_over', 'taken_back').map((type) => ({ type }) as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'closed' } as const) },
  {
    weight: 1,
    arbitrary: fc.constant({ type: 'api', answer: answerOf({ saved: { pin: HIDDEN, c: { d: HIDDEN } } }) } as const),
  },
);
/** A flow with all that happens to one conversation in it. The flow is JSON, so that a failing one can be read. */
export const story = fc.record({
  flow,
  first: fc.option(message),
  turns: fc.array(fc.record({ event, kept: fc.array(message, { maxLength: 4 }) }), { maxLength: 12 }),
});
export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** A flow with the messages that come to one conversation in it, and the times at which what it waits for has come. */
export const arrivals = fc.record({
  flow,
  comes: fc.array(fc.oneof({ weight: 2, arbitrary: message }, { weight: 3, arbitrary: fc.constant('goes on' as const) }), {
    maxLength: 25,
  }),
});
export type Arrivals = typeof arrivals extends fc.Arbitrary<infer T> ? T : never;
