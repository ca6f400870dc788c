import { judgeAnswer } from '../../src/apis/answer.ts';
import { Redactor } from '../../src/apis/redact.ts';
import type { ApiAnswer, ApiFailure } from '../../src/engine/api.ts';
import type { ApiCall, ApiCaller } from '../../src/runtime/ports.ts';
import { unanswerable } from '../../src/runtime/perform/call-api.ts';
import { contactText } from './books.ts';
import type { Life } from './life.ts';
import type { World } from './world.ts';

type Body = Readonly<Record<string, string | number | boolean>>;

const JSON_HEADERS = { 'content-type': 'application/json' };

/** The APIs of other companies: an OTP provider, a stock list, a booking desk. Each does a call once for an Idempotency-Key. */
export class SimulatedApis {
  readonly #world: World;
  readonly #codes = new Map<string, string>();
  readonly #done = new Map<string, Body>();
  readonly #redactor = new Redactor([]);

  constructor(world: World) {
    this.#world = world;
  }

  /** The caller as one process has it. `close` ends what is under way. */
  caller(life: Life): ApiCaller {
    const ends = new Set<(answer: ApiAnswer) => void>();
    return {
      call: (call) =>
        life.guard(
          new Promise((resolve) => {
            ends.add(resolve);
            void this.#call(call).then((answer) => {
              ends.delete(resolve);
              resolve(answer);
            });
          }),
        ),
      close: () => {
        for (const end of ends) end(unanswerable('interrupted', 'The server is stopping.'));
        return Promise.resolve();
      },
    };
  }

  async #call({ api, scope, idempotencyKey, contact }: ApiCall): Promise<ApiAnswer> {
    const { seeded, weather, timeline, books, story } = this.#world;
    const { apiSlow, apiHangs, apiFails } = weather.now;
    books.calls.push({ api: api.id, key: idempotencyKey, contact: contact ? contactText(contact) : '', at: timeline.now });
    story(`API ${api.id} is called (${idempotencyKey.slice(0, 8)})`);
    const takes = seeded.chance(apiSlow) ? seeded.between(1_000, 12_000) : seeded.between(20, 500);
    const hangs = seeded.chance(apiHangs) || takes >= api.timeout;
    const fails = seeded.chance(apiFails);
    await timeline.pause(Math.min(takes, api.timeout) / 2);
    const unheard = fails && seeded.chance(0.3);
    if (fails && !unheard) {
      await timeline.pause(Math.min(takes, api.timeout) / 2);
      if (seeded.chance(0.3)) return failure('network', 'The connection was refused.');
      return this.#answer({ api, scope }, seeded.pick([429, 500, 404]), { message: 'no' });
    }
    const body = this.#perform(api.id, idempotencyKey, scope.attributes);
    if (unheard) return failure('network', 'The connection broke.');
    await timeline.pause(hangs ? api.timeout - Math.min(takes, api.timeout) / 2 : takes / 2);
    return hangs ? failure('timeout', 'It took too long.') : this.#answer({ api, scope }, 200, body);
  }

  #answer({ api, scope }: Pick<ApiCall, 'api' | 'scope'>, status: number, body: Body): ApiAnswer {
    const text = JSON.stringify(body);
    const verdict = judgeAnswer(api, scope, { as: 'answer', status, headers: JSON_HEADERS, text }, this.#redactor);
    const exchange = {
      method: api.method,
      url: api.url.source,
      requestBody: null,
      status,
      responseBody: text,
      attempts: 1,
      ms: 0,
    };
    const { ok, failure, reason, response, saved, missing } = verdict;
    return { ok, failure, reason, response, saved, missing, exchange };
  }

  #perform(api: string, key: string, attributes: ApiCall['scope']['attributes']): Body {
    const before = this.#done.get(key);
    if (before) return before;
    const body = this.#newAnswer(api, attributes);
    this.#done.set(key, body);
    return body;
  }

  #newAnswer(api: string, attributes: ApiCall['scope']['attributes']): Body {
    const { seeded, people, timeline } = this.#world;
    if (api === 'send-otp') {
      const reference = `ref-${this.#codes.size + 1}`;
      const code = String(seeded.between(0, 999_999)).padStart(6, '0');
      this.#codes.set(reference, code);
      const phone = textOf(attributes['phone']);
      timeline.after(seeded.between(200, 6_000), () => people.gotCode(phone, code));
      return { status: 'sent', systemOtp: reference };
    }
    if (api === 'verify-otp') {
      const verified = this.#codes.get(textOf(attributes['system_otp'])) === attributes['user_otp'];
      return {
        verified,
        status: verified ? 'approved' : seeded.pick(['wrong_code', 'wrong_code', 'expired', 'too_many_checks']),
      };
    }
    return { count: seeded.between(1, 9), ref: `R${this.#done.size + 1}` };
  }
}

function failure(as: ApiFailure, reason: string): ApiAnswer {
  return unanswerable(as, reason);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
