import type { ApiAnswer } from '../../src/engine/api.ts';
import type { InboundMessage } from '../../src/engine/event.ts';
import type { ContactView, Scope } from '../../src/engine/scope.ts';
import type { Attributes } from '../../src/engine/value.ts';

export const PERSON: ContactView = {
  address: '+14155550100',
  channel: 'sms',
  name: null,
  language: null,
  verified: false,
  verified_phone: null,
  verified_at: null,
};

/** What a turn may know of the world, but for its person. */
export const WORLD = {
  country: undefined,
  ours: '+14155550000',
  allowedCountries: null,
  kept: [],
  apisReadMessage: false,
  now: Date.UTC(2026, 0, 5, 12),
  wording: { brand: 'Acme', support: 'help.example.com' },
};

export function inbound(text: string, more: Partial<InboundMessage> = {}): InboundMessage {
  return { text, media: [], button: null, location: null, ...more };
}

/** An answer with status 200 and the body `{}`, with what a test is about replaced. */
export function answerOf(changes: Partial<ApiAnswer> = {}): ApiAnswer {
  return {
    ok: true,
    failure: null,
    reason: null,
    response: { status: 200, headers: {}, body: {} },
    saved: {},
    missing: [],
    exchange: {
      method: 'POST',
      url: 'https://api.example.com/',
      requestBody: null,
      status: 200,
      responseBody: '{}',
      attempts: 1,
      ms: 12,
    },
    ...changes,
  };
}

/** The answer of an API that answered with this status, a failure unless it is 2xx. */
export function answerWith(status: number, body: Attributes = {}): ApiAnswer {
  const ok = status >= 200 && status < 300;
  return answerOf({
    ok,
    failure: ok ? null : 'status',
    reason: ok ? null : `HTTP ${status}`,
    response: { status, headers: {}, body },
  });
}

export function scopeOf(attributes: Attributes = {}, more: Partial<Omit<Scope, 'attributes'>> = {}): Scope {
  return { attributes, contact: PERSON, message: null, flow: { id: 'main', name: 'Main' }, ...more };
}
