import type { Flow } from '../../engine/flow.ts';
import type { Bell } from '../bell.ts';
import { contactKeyText, type Holds } from '../holds.ts';
import type { Clock, ContactKey, Logger } from '../ports.ts';
import type { KeptMessage } from '../store.ts';
import type { CallEffect, TurnDone } from '../turn-runner.ts';

/** A turn that calls an API. */
type CallingTurn = TurnDone & { readonly call: CallEffect };

interface Parts {
  readonly holds: Holds;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly bell: Bell;
  readonly call: (contact: ContactKey, flow: Flow, done: CallingTurn) => void;
  readonly startKept: (contact: ContactKey, kept: KeptMessage) => Promise<void>;
}

/** What is left to do once a turn is on disk: answer the webhook or let it wait, wake the worker, make the call. */
export class AfterTurn {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Says that a job is due. */
  ring(dueAt: number): void {
    this.#parts.bell.ring(dueAt);
  }

  async turn(contact: ContactKey, flow: Flow, done: TurnDone): Promise<void> {
    const { holds, clock, bell, logger } = this.#parts;
    const key = contactKeyText(contact);
    const now = clock.now();
    logger.info(
      {
        conversation: done.conversationId,
        turn: done.revision,
        flow: flow.id,
        step: done.state.step,
        outcome: done.state.outcome,
      },
      'turn',
    );
    if (done.route === 'rest' && done.committed.said.length > 0) {
      // What the webhook has to say was said before these.
      if (holds.open(key)?.said.length) holds.release(key);
      bell.ring(now);
    }
    if (calls(done)) {
      if (done.job) bell.ring(done.job.dueAt);
      holds.waitForCall(key);
      this.#parts.call(contact, flow, done);
    } else if (done.job?.kind === 'delay') {
      bell.ring(done.job.dueAt);
      holds.waitForDelay(key, done.job.dueAt - now);
    } else if (done.starts) {
      await this.#parts.startKept(contact, done.starts);
    } else {
      if (done.job) bell.ring(done.job.dueAt);
      holds.release(key);
    }
  }
}

function calls(done: TurnDone): done is CallingTurn {
  return done.call !== null;
}
