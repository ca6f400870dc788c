import type { Api, ApiAnswer, Exchange } from '../engine/api.ts';
import type { Scope } from '../engine/scope.ts';
import type { ApiCall, ApiCaller, Clock, Logger, OtpService, Random } from '../runtime/ports.ts';
import { judgeAnswer, type Verdict } from './answer.ts';
import { type Attempt, type Begin, endedAttempt, runAttempt } from './attempt.ts';
import { Deadline, pause } from './deadline.ts';
import { AllowList } from './guard.ts';
import { sendInProcess } from './internal.ts';
import { Pools } from './pools.ts';
import { prepareApi, type PreparedApi } from './prepare.ts';
import { Redactor } from './redact.ts';
import { type RenderedRequest, renderRequest } from './request.ts';
import { mayRepeat, shareOf, waitBefore } from './retry.ts';
import { sendOverHttp } from './send.ts';
import type { Transport } from './transport.ts';
import { isProblem, type Problem } from './url.ts';

export interface ApiCallerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The values of `SECRET_*` by the name after `SECRET_`, without the master keys. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly twilio: { readonly accountSid: string | null; readonly authToken: string | null; readonly fromNumber: string | null };
  /** The entries of `API_ALLOW_HOSTS`: `host:port`, or `host` for the default port of the URL's scheme. */
  readonly allowHosts: readonly string[];
  /** Answers `internal:/otp/send` and `internal:/otp/verify`. */
  readonly internal: OtpService;
  /** Stands between a call and the network or the OTP service. */
  readonly transport?: Transport | undefined;
}

/** Builds the caller of named APIs. It keeps connections open until `close`, which ends calls under way as `interrupted`. */
export function createApiCaller(options: ApiCallerOptions): ApiCaller {
  return new Caller(options);
}

const KEPT_BODY = 2_048;
const KEPT_REASON = 200;

/** How a call went, up to its last attempt. */
interface Course {
  readonly attempt: Attempt;
  readonly verdict: Verdict | null;
  readonly made: number;
}

class Caller implements ApiCaller {
  readonly #options: ApiCallerOptions;
  readonly #pools: Pools;
  readonly #redactor: Redactor;
  readonly #secrets: Pick<Scope, 'secret' | 'twilio'>;
  readonly #prepared = new WeakMap<Api, PreparedApi>();
  readonly #running = new Set<Deadline>();
  #closed = false;

  constructor(options: ApiCallerOptions) {
    const { secrets, twilio } = options;
    this.#options = options;
    this.#pools = new Pools(new AllowList(options.allowHosts));
    this.#redactor = new Redactor([...Object.values(secrets), ...Object.values(twilio).map((value) => value ?? '')]);
    this.#secrets = {
      secret: secrets,
      twilio: { account_sid: twilio.accountSid, auth_token: twilio.authToken, from_number: twilio.fromNumber },
    };
  }

  async call(call: ApiCall): Promise<ApiAnswer> {
    const { clock, logger } = this.#options;
    const began = clock.monotonic();
    const request = renderRequest(call, this.#prepare(call.api), this.#secrets);
    const answer = isProblem(request)
      ? this.#refuse(call.api, request)
      : await this.#perform(call, request, this.#redactor.with(request.sent), began);
    const { exchange, failure } = answer;
    const fields = { api: call.api.id, status: exchange.status, failure, attempts: exchange.attempts, ms: exchange.ms };
    if (failure === 'refused' || failure === 'bad_request') logger.warn(fields, 'An API was not called as its definition says.');
    else logger.debug(fields, 'An API was called.');
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const deadline of this.#running) deadline.finish('interrupted');
    await this.#pools.destroy();
  }

  #prepare(api: Api): PreparedApi {
    const known = this.#prepared.get(api);
    if (known) return known;
    const prepared = prepareApi(api);
    this.#prepared.set(api, prepared);
    return prepared;
  }

  #refuse(api: Api, problem: Problem): ApiAnswer {
    const exchange: Exchange = {
      method: api.method,
      // A URL is refused for credentials in it, so they are not shown.
      url: this.#redactor.text(api.url.source.replace(/\/\/[^/?#]*@/, '//•••@')),
      requestBody: null,
      status: null,
      responseBody: null,
      attempts: 0,
      ms: 0,
    };
    const reason = this.#redactor.text(problem.reason).slice(0, KEPT_REASON);
    return { ok: false, failure: problem.failure, reason, response: null, saved: {}, missing: [], exchange };
  }

  async #perform(call: ApiCall, request: RenderedRequest, redactor: Redactor, began: number): Promise<ApiAnswer> {
    const deadline = new Deadline(this.#options.clock, call.api.timeout);
    this.#running.add(deadline);
    try {
      if (this.#closed) deadline.finish('interrupted');
      const course = await this.#attempt(call, request, redactor, deadline);
      return report(call.api, request, course, redactor, Math.round(this.#options.clock.monotonic() - began));
    } finally {
      deadline.release();
      this.#running.delete(deadline);
    }
  }

  async #attempt(call: ApiCall, request: RenderedRequest, redactor: Redactor, deadline: Deadline): Promise<Course> {
    const { clock, random } = this.#options;
    const { retry } = call.api;
    for (let made = 0; ; ) {
      if (deadline.ended) return { attempt: endedAttempt(deadline.ended), verdict: null, made };
      const share = shareOf(retry, made, deadline.remaining());
      const attempt = await runAttempt({ begin: this.#begin(call, request), deadline, clock, share });
      made += 1;
      const verdict = attempt.as === 'answer' ? judgeAnswer(call.api, call.scope, attempt, redactor) : null;
      const course = { attempt, verdict, made };
      if (verdict?.ok || made >= retry.attempts || !mayRepeat(retry.on, attempt)) return course;
      const wait = waitBefore({ attempt, made, remaining: deadline.remaining(), clock, random });
      if (deadline.ended || wait === null) return course;
      await pause(deadline, clock, wait);
    }
  }

  #begin(call: ApiCall, request: RenderedRequest): Begin {
    const { transport } = this.#options;
    if (transport) return transport(call, request, () => this.#beginReal(call, request));
    return this.#beginReal(call, request);
  }

  #beginReal(call: ApiCall, request: RenderedRequest): Begin {
    const { target, path, headers, body, authorization, value } = request;
    if (target.as === 'http') {
      return sendOverHttp(this.#pools.at(target.origin), { method: call.api.method, path, place: target.place, headers, body });
    }
    const { idempotencyKey, contact } = call;
    return sendInProcess(this.#options.internal, target.route, { authorization, idempotencyKey, body: value, contact });
  }
}

function report(api: Api, request: RenderedRequest, course: Course, redactor: Redactor, ms: number): ApiAnswer {
  const { attempt, verdict, made } = course;
  const exchange: Exchange = {
    method: api.method,
    url: redactor.text(request.shownUrl),
    requestBody: request.shownBody === null ? null : cutBody(redactor.text(request.shownBody)),
    status: attempt.status,
    responseBody: verdict ? cutBody(verdict.shownBody) : null,
    attempts: made,
    ms,
  };
  if (verdict) {
    const { ok, failure, reason, response, saved, missing } = verdict;
    return { ok, failure, reason, response, saved, missing, exchange };
  }
  const { failure, reason } = attempt as Exclude<Attempt, { as: 'answer' }>;
  const shown = redactor.text(reason).slice(0, KEPT_REASON);
  return { ok: false, failure, reason: shown, response: null, saved: {}, missing: [], exchange };
}

/** At most 2 KiB in UTF-8, never ending in half a character. */
function cutBody(text: string): string {
  if (text.length <= KEPT_BODY / 3) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= KEPT_BODY) return text;
  return bytes
    .subarray(0, KEPT_BODY)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}
