import type { Attempt } from '../apis/attempt.ts';
import type { Transport } from '../apis/transport.ts';
import { maskDeep } from '../lib/mask.ts';
import type { Value } from '../engine/value.ts';
import type { TurnCommit } from '../runtime/store.ts';

/** What a person did in a chat, or how long the flow waited before it went on by itself (milliseconds). */
export type Step = { readonly user: string } | { readonly wait: number };

/** What is needed to play a chat again: what was done in it, and how the APIs answered. */
export class ChatLog {
  readonly steps: Step[] = [];
  readonly flows = new Set<string>();
  readonly #answers = new Map<string, Map<string, Attempt>>();
  readonly #secrets: readonly string[];
  #job: { readonly setAt: number; readonly dueAt: number } | null = null;

  /** `secrets` are values that may not be kept. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  said(text: string): void {
    this.steps.push({ user: text });
  }

  /** To be told of each turn of the person's conversation. */
  turned(turn: TurnCommit): void {
    const job = this.#job;
    if (job !== null && turn.message === null && turn.now >= job.dueAt) this.steps.push({ wait: job.dueAt - job.setAt });
    this.flows.add(turn.conversation.flow);
    this.#job = turn.job && turn.job.kind !== 'call' ? { setAt: turn.now, dueAt: turn.job.dueAt } : null;
  }

  /** Looks on how calls are answered; of a call that is made again, the last answer counts. */
  readonly listen: Transport = (call, _request, real) => (settle) => {
    const begin = real();
    return begin((attempt) => {
      const answers = this.#answers.get(call.api.id) ?? new Map<string, Attempt>();
      this.#answers.set(call.api.id, answers.set(call.idempotencyKey, attempt));
      settle(attempt);
    });
  };

  /** The answers by API, as a chat file lists them; secrets hidden. */
  answers(): Readonly<Record<string, readonly Value[]>> {
    const all = [...this.#answers].map(([id, answers]) => [id, [...answers.values()].map(asEntry)] as const);
    return maskDeep(Object.fromEntries(all), this.#secrets) as Readonly<Record<string, readonly Value[]>>;
  }
}

function asEntry(attempt: Attempt): Value {
  if (attempt.as === 'failed') return { failure: attempt.failure === 'timeout' ? 'timeout' : 'network' };
  const { status, headers, text } = attempt;
  const again = headers['retry-after'];
  const isJson = /json/i.test(headers['content-type'] ?? '');
  return {
    ...(status === 200 ? {} : { status }),
    ...(again === undefined ? {} : { headers: { 'retry-after': again } }),
    ...(text === '' ? {} : { body: isJson ? parsed(text) : text }),
  };
}

function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
