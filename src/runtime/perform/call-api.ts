import type { ApiAnswer } from '../../engine/api.ts';
import type { Flow } from '../../engine/flow.ts';
import type { ContactView } from '../../engine/scope.ts';
import { readableScope } from '../../engine/secrecy.ts';
import type { ConversationState } from '../../engine/state.ts';
import type { FlowLibrary } from '../flow-library.ts';
import type { ApiCaller, ContactKey, Logger } from '../ports.ts';
import type { Resumer } from '../resumer.ts';

/** One API call of a conversation that waits for it. */
export interface CallRequest {
  readonly contact: ContactKey;
  readonly flow: Flow;
  readonly conversationId: number;
  readonly revision: number;
  readonly state: ConversationState;
  readonly view: ContactView;
  readonly api: string;
  readonly key: string;
}

/** Makes the calls that conversations wait for, and hands them the answers. */
export class Calls {
  readonly #caller: ApiCaller;
  readonly #library: FlowLibrary;
  readonly #resumer: Resumer;
  readonly #logger: Logger;
  readonly #running = new Set<Promise<void>>();
  #left = false;

  constructor(parts: { caller: ApiCaller; library: FlowLibrary; resumer: Resumer; logger: Logger }) {
    this.#caller = parts.caller;
    this.#library = parts.library;
    this.#resumer = parts.resumer;
    this.#logger = parts.logger;
  }

  /** Begins a call; its answer is the conversation's next event. */
  begin(request: CallRequest): void {
    const running = this.#run(request).catch((error: unknown) => {
      this.#logger.error(
        { conversation: request.conversationId, api: request.api, error: (error as Error).name },
        'The answer of an API call could not be taken up',
      );
    });
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  /** True when the API may be called again after our process died during a call. */
  mayRepeat(api: string): boolean {
    return this.#library.api(api)?.retry.on.includes('interrupted') ?? false;
  }

  /** Lets go of the calls that are under way: their answers count as if the process had died before them. */
  leave(): void {
    this.#left = true;
  }

  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #run({ contact, flow, conversationId, revision, state, view, api, key }: CallRequest): Promise<void> {
    const definition = this.#library.api(api);
    const answer = definition
      ? await this.#caller.call({ api: definition, scope: readableScope(flow, state, view), idempotencyKey: key, contact })
      : unanswerable('refused', `There is no API "${api}" in the catalogue any more.`);
    if (this.#left) return;
    await this.#resumer.resume(contact, conversationId, revision, { type: 'api', answer });
  }
}

/** The answer of a call that was never made, or of which nobody knows how it went. */
export function unanswerable(failure: NonNullable<ApiAnswer['failure']>, reason: string): ApiAnswer {
  const exchange = { method: '', url: '', requestBody: null, status: null, responseBody: null, attempts: 0, ms: 0 };
  return { ok: false, failure, reason, response: null, saved: {}, missing: [], exchange };
}
