import type { FlowFiles } from '../support/config.ts';
import { TROUBLES } from './provider.ts';

type Json = Readonly<Record<string, unknown>>;

const ASK_PHONE = {
  id: 'ask_phone',
  type: 'capture',
  expect: 'phone',
  country: 'GB',
  save: 'phone',
  prompt: 'What is your phone number?',
};
const ASK_CODE = { id: 'ask_code', type: 'capture', expect: 'code', length: 6, save: 'user_otp' };

/** How much more than the phone authentication there is in the folder. */
export interface FlowSize {
  /** Steps of the default flow; at least 10. */
  readonly steps: number;
  /** Flows besides those that are measured. */
  readonly others: number;
}

/** The flows of a measurement, with their APIs at `origin`. */
export function benchFlows(origin: string, size: FlowSize = { steps: 10, others: 0 }): FlowFiles {
  const others = Array.from({ length: size.others }, (_, at): [string, Json] => [`other-${at}.json`, otherFlow(at)]);
  const troubles = TROUBLES.flatMap((one): [string, Json][] => [
    [`${one}.json`, troubledFlow(one)],
    [`apis/${one}.json`, { method: 'POST', url: `${origin}/${one}`, body: {}, timeout: '60s' }],
  ]);
  return {
    'verification.json': verificationFlow(size.steps),
    'plain.json': PLAIN,
    'nap.json': napFlow('nap', '3s'),
    'later.json': napFlow('later', '90d'),
    'apis/send.json': {
      method: 'POST',
      url: `${origin}/send`,
      body: { fromNumber: '{{ twilio.from_number }}', toNumber: '{{ phone }}' },
      save: { system_otp: '{{ response.body.otp }}' },
    },
    'apis/verify.json': {
      method: 'POST',
      url: `${origin}/verify`,
      body: { systemOtp: '{{ system_otp }}', userOtp: '{{ user_otp }}' },
      save: { verified: '{{ response.body.verified }}' },
    },
    ...Object.fromEntries([...troubles, ...others]),
  };
}

/** The phone authentication; the steps that it has beyond seven stand where only a wrong code leads. */
function verificationFlow(steps: number): Json {
  const more = Array.from({ length: steps - 7 }, (_, at) => ({
    id: `more_${at}`,
    type: 'capture',
    expect: 'text',
    save: `more_${at}`,
    prompt: `Question ${at} for {{ phone }}?`,
  }));
  return {
    trigger: { default: true },
    attributes: { system_otp: { secret: true } },
    steps: [
      ASK_PHONE,
      { id: 'send', type: 'api', api: 'send', on_error: 'failed' },
      { ...ASK_CODE, prompt: 'Enter the code sent to {{ phone }}.' },
      { id: 'verify', type: 'api', api: 'verify', on_error: 'failed' },
      { id: 'check', type: 'branch', cases: [{ if: { attribute: 'verified', is: true }, next: 'done' }], else: 'more_0' },
      ...more,
      { id: 'failed', type: 'message', text: 'That did not work.', next: 'end' },
      { id: 'done', type: 'message', text: 'Thank you, {{ phone }} is verified.', next: 'end' },
    ],
  };
}

const PLAIN = {
  trigger: { keywords: ['plain'] },
  steps: [
    ASK_PHONE,
    { ...ASK_CODE, prompt: 'Enter the code.' },
    { id: 'done', type: 'message', text: 'Thank you, {{ phone }} is written down.', next: 'end' },
  ],
};

/** It says something, so that its webhook is not held, and waits. */
function napFlow(keyword: string, time: string): Json {
  return {
    trigger: { keywords: [keyword] },
    steps: [
      { id: 'wait', type: 'message', text: 'One moment.' },
      { id: 'nap', type: 'delay', for: time },
      { id: 'over', type: 'message', text: 'It is over.', next: 'end' },
    ],
  };
}

function troubledFlow(trouble: string): Json {
  return {
    trigger: { keywords: [trouble] },
    steps: [
      { id: 'call', type: 'api', api: trouble, on_error: 'failed', next: 'end' },
      { id: 'failed', type: 'message', text: 'That did not work.', next: 'end' },
    ],
  };
}

function otherFlow(at: number): Json {
  return { ...PLAIN, trigger: { keywords: [`other ${at}`] } };
}
