import type { ApiAnswer } from '../../engine/api.ts';
import type { Meanwhile } from '../../engine/effect.ts';
import type { Flow } from '../../engine/flow.ts';
import type { ContactView } from '../../engine/scope.ts';
import { readableScope } from '../../engine/secrecy.ts';
import type { ConversationState } from '../../engine/state.ts';
import { currentFlow } from '../../engine/subflows.ts';
import type { FlowLibrary } from '../flow-library.ts';
import type { ApiCaller, Clock, ContactKey, Logger } from '../ports.ts';
import { insist } from '../insist.ts';
import type { Resumer } from '../resumer.ts';
import type { Asides } from './asides.ts';

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
  /** What is said while it takes long. */
  readonly meanwhile?: Meanwhile;
}

/** Makes the calls that conversations wait for, and hands them the answers. */
export class Calls {
  readonly #caller: ApiCaller;
  readonly #library: FlowLibrary;
  readonly #resumer: Resumer;
  readonly #asides: Asides;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #insists: boolean;
  readonly #running = new Set<Promise<void>>();
  #left = false;

  constructor(parts: {
    caller: ApiCaller;
    library: FlowLibrary;
    resumer: Resumer;
    asides: Asides;
    logger: Logger;
    clock: Clock;
    insists: boolean;
  }) {
    this.#caller = parts.caller;
    this.#library = parts.library;
    this.#resumer = parts.resumer;
    this.#asides = parts.asides;
    this.#logger = parts.logger;
    this.#clock = parts.clock;
    this.#insists = parts.insists;
  }

  /** Begins a call; its answer is the conversation's next event. */
  begin(request: CallRequest): void {
    const over = request.meanwhile ? this.#asides.begin(request.conversationId, request.meanwhile) : null;
    const running = this.#run(request, () => over?.()).catch((error: unknown) => {
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

  async #run(
    { contact, flow, conversationId, revision, state, view, api, key }: CallRequest,
    answered: () => void,
  ): Promise<void> {
    const definition = this.#library.api(api);
    const scope = readableScope(currentFlow(flow, state) ?? flow, state, view);
    const answer = definition
      ? await this.#caller.call({ api: definition, scope, idempotencyKey: key, contact })
      : unanswerable('refused', `There is no API "${api}" in the catalogue any more.`);
    answered();
    if (this.#left) return;
    const resume = () => this.#resumer.resume(contact, conversationId, revision, { type: 'api', answer });
    // Where a database is reached over a network, it may be out of reach for a while: the answer is known only here.
    await (this.#insists ? insist(this.#clock, resume, () => this.#left) : resume());
  }
}

/** The answer of a call that was never made, or of which nobody knows how it went. */
export function unanswerable(failure: NonNullable<ApiAnswer['failure']>, reason: string): ApiAnswer {
  const exchange = { method: '', url: '', requestBody: null, status: null, responseBody: null, attempts: 0, ms: 0 };
  return { ok: false, failure, reason, response: null, saved: {}, missing: [], exchange };
}
