import { type Attempt, type Begin, failed } from '../../apis/attempt.ts';
import type { Transport } from '../../apis/transport.ts';

/** How a call is to fail: a status, or no answer at all. */
export type Fault = number | 'timeout' | 'network';

/** Lets the next call of an API fail where somebody asked for it; all others are made as ever. */
export class ApiFaults {
  readonly #next = new Map<string, Fault[]>();
  #underWay = 0;

  /** How many calls have no answer yet. */
  get underWay(): number {
    return this.#underWay;
  }

  add(api: string, fault: Fault): void {
    this.#next.set(api, [...(this.#next.get(api) ?? []), fault]);
  }

  meet(call: Parameters<Transport>[0], _request: Parameters<Transport>[1], real: () => Begin): Begin {
    return (settle) => {
      const fault = this.#next.get(call.api.id)?.shift();
      if (fault !== undefined) {
        settle(attemptOf(fault));
        return () => undefined;
      }
      this.#underWay += 1;
      let isOver = false;
      const end = () => {
        if (!isOver) this.#underWay -= 1;
        isOver = true;
      };
      const stop = real()((attempt) => {
        end();
        settle(attempt);
      });
      return () => {
        end();
        stop();
      };
    };
  }
}

function attemptOf(fault: Fault): Attempt {
  if (typeof fault !== 'number') return failed(fault, `It was to fail: ${fault}.`);
  return { as: 'answer', status: fault, headers: { 'content-type': 'application/json' }, text: '{}' };
}
