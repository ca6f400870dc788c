import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFlows } from '../../src/flow/load.ts';
import { projectRoot } from '../../src/lib/project-root.ts';

const END_SOON = { after: '3m', next: 'end' };

/** Says back each word it is told, with a pause after it: what comes meanwhile must not get lost, doubled or out of order. */
const ECHO = {
  trigger: { keywords: ['echo'] },
  commands: [{ keywords: ['bye'], next: 'end' }],
  no_reply: END_SOON,
  steps: [
    {
      id: 'ask',
      type: 'capture',
      pattern: '^w[0-9]+$',
      early: true,
      save: 'word',
      prompt: 'Say a word.',
      retry: 'Words look like w12.',
    },
    { id: 'echo', type: 'message', text: 'You said {{ word }}.' },
    { id: 'breathe', type: 'delay', for: '2s', next: 'ask' },
  ],
};

/** Text before a pause, a pause that no webhook can be held for, a call that may not be made twice, a reminder. */
const ORDER = {
  trigger: { keywords: ['order'] },
  no_reply: END_SOON,
  steps: [
    { id: 'moment', type: 'message', text: 'One moment.' },
    { id: 'pause', type: 'delay', for: '3s' },
    { id: 'still', type: 'message', text: 'Still looking.' },
    { id: 'wait', type: 'delay', for: '20s' },
    { id: 'look', type: 'api', api: 'stock', on_error: 'closed' },
    {
      id: 'ask',
      type: 'capture',
      expect: 'number',
      integer: true,
      min: 1,
      max: 99,
      save: 'wanted',
      prompt: 'We have {{ count }}. How many?',
      no_reply: { after: '30s', text: 'Are you still there?' },
      on_give_up: 'closed',
    },
    { id: 'enough', type: 'branch', cases: [{ if: { value: '{{ wanted }}', lte: 5 }, next: 'done' }], else: 'closed' },
    { id: 'done', type: 'message', text: 'Your {{ wanted }} are on the way.' },
    { id: 'ordered', type: 'end', outcome: 'ordered' },
    { id: 'closed', type: 'message', text: 'We cannot do that today.' },
  ],
};

/** Starts in the middle of other flows. */
const MENU = {
  trigger: { keywords: ['menu'], interrupts: true },
  no_reply: END_SOON,
  steps: [
    {
      id: 'pick',
      type: 'capture',
      expect: 'choice',
      save: 'picked',
      prompt: 'Pick one.',
      choices: [
        { value: 'a', label: 'Apples' },
        { value: 'b', label: 'Pears' },
      ],
    },
    { id: 'thanks', type: 'message', text: 'You picked {{ picked }}.' },
  ],
};

/** A call that fails has nowhere to go, so the conversation ends with its `on_error`. */
const BOOK = {
  trigger: { keywords: ['book'] },
  on_error: { text: 'Booking failed.' },
  steps: [
    { id: 'reserve', type: 'api', api: 'book' },
    { id: 'booked', type: 'message', text: 'Booked as {{ ref }}.' },
  ],
};

/** Says a secret. */
const PIN = {
  trigger: { keywords: ['pin'] },
  no_reply: END_SOON,
  steps: [
    { id: 'ask', type: 'capture', expect: 'code', save: 'pin', prompt: 'Choose a PIN of 6 digits.' },
    { id: 'pause', type: 'delay', for: '1s' },
    { id: 'tell', type: 'message', text: 'Your PIN is {{ pin }}.' },
    { id: 'later', type: 'delay', for: '9s' },
    { id: 'remind', type: 'message', text: 'Remember: {{ pin }}.' },
  ],
};

/** Runs another flow with a call in it, whose failure it takes care of, and hands over to a person for a while. */
const DESK = {
  trigger: { keywords: ['desk'] },
  no_reply: END_SOON,
  steps: [
    { id: 'who', type: 'flow', flow: 'who', outcomes: { error: 'sorry', gave_up: 'sorry' } },
    { id: 'wait', type: 'handoff', text: 'Somebody will write to you, {{ who }}.', resume_after: '45s' },
    { id: 'back', type: 'message', text: 'Here is the bot again, {{ who }}.', next: 'end' },
    { id: 'sorry', type: 'message', text: 'We could not find you.' },
  ],
};

const WHO = {
  no_reply: END_SOON,
  steps: [
    {
      id: 'kind',
      type: 'message',
      text: 'Are you new?',
      buttons: [
        { label: 'New', value: 'new' },
        { label: 'Known', value: 'known' },
      ],
    },
    { id: 'ask', type: 'capture', prompt: 'New or known?', save: 'who', pattern: 'new|known', early: true },
    { id: 'look', type: 'api', api: 'stock' },
    { id: 'breathe', type: 'delay', for: '2s' },
  ],
};

const REPEATABLE = { attempts: 2, on: ['interrupted'] };

const APIS = {
  'send-otp': {
    method: 'POST',
    url: 'https://otp.example.com/send',
    body: { to: '{{ phone }}' },
    timeout: '8s',
    retry: REPEATABLE,
    save: { system_otp: '{{ response.body.systemOtp }}' },
  },
  'verify-otp': {
    method: 'POST',
    url: 'https://otp.example.com/verify',
    body: { reference: '{{ system_otp }}', code: '{{ user_otp }}' },
    timeout: '8s',
    retry: REPEATABLE,
    save: { verified: '{{ response.body.verified }}', check_status: '{{ response.body.status }}' },
  },
  stock: { method: 'POST', url: 'https://stock.example.com/count', timeout: '10s', save: { count: '{{ response.body.count }}' } },
  book: { method: 'POST', url: 'https://desk.example.com/book', timeout: '20s', save: { ref: '{{ response.body.ref }}' } },
};

/** The shipped recipe as it is, but for how long it waits for an answer. */
function shippedRecipe(): string {
  return readFileSync(join(projectRoot(), 'flows/phone-verification.json'), 'utf8').replace('"after": "24h"', '"after": "4m"');
}

/** The flows of every run, with the APIs that they call. */
export function loadSimulatedFlows() {
  const flows = Object.entries({ echo: ECHO, order: ORDER, menu: MENU, book: BOOK, pin: PIN, desk: DESK, who: WHO }).map(
    ([id, flow]) => source('flow', id, JSON.stringify(flow)),
  );
  const apis = Object.entries(APIS).map(([id, api]) => source('api', id, JSON.stringify(api)));
  const loaded = loadFlows([...flows, source('flow', 'phone-verification', shippedRecipe()), ...apis], {
    allowHosts: [],
    secrets: null,
  });
  const errors = loaded.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw new Error(`The simulated flows do not pass the check: ${JSON.stringify(errors, null, 2)}`);
  return loaded;
}

function source(kind: 'flow' | 'api', id: string, text: string) {
  return { kind, id, file: kind === 'api' ? `apis/${id}.json` : `${id}.json`, text };
}
