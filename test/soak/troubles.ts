import { TROUBLES } from '../bench/provider.ts';
import type { Ledger } from '../crash/ledger.ts';
import type { TwilioBooks } from '../crash/twilio-books.ts';
import type { FlowFiles } from '../support/config.ts';

const SORRY = 'That did not work.';
const OUTCOME = 'not_called';
const FIRST_NUMBER = 16_282_000_000;

/** A flow for each thing that an API of someone else may do wrong, begun by its name. */
export function troubledFlows(origin: string): FlowFiles {
  const files = TROUBLES.flatMap((trouble): [string, unknown][] => [
    [`${trouble}.json`, { trigger: { keywords: [trouble] }, steps: stepsOf(trouble) }],
    [`apis/${trouble}.json`, { method: 'POST', url: `${origin}/${trouble}`, body: {}, timeout: '6s' }],
  ]);
  return Object.fromEntries(files);
}

function stepsOf(trouble: string): readonly unknown[] {
  return [
    { id: 'call', type: 'api', api: trouble, on_error: 'sorry', next: 'end' },
    { id: 'sorry', type: 'message', text: SORRY },
    { id: 'finish', type: 'end', outcome: OUTCOME },
  ];
}

/** People whose flow calls an API that hangs, drips, breaks off, is late or says far too much. */
export class Troubles {
  begun = 0;
  readonly #twilio: TwilioBooks;
  /** Who has not been told yet that it did not work. */
  readonly #waiting = new Set<string>();

  constructor(twilio: TwilioBooks) {
    this.#twilio = twilio;
  }

  begin(): void {
    const number = `+${FIRST_NUMBER + this.begun}`;
    this.#waiting.add(number);
    this.#twilio.onText(number, ({ body }) => {
      if (body === SORRY) this.#waiting.delete(number);
    });
    this.#twilio.text(number, TROUBLES[this.begun % TROUBLES.length] ?? '');
    this.begun += 1;
  }

  /** What did not go as it should, in words. To be called when nothing is under way any more. */
  async audit(ledger: Ledger): Promise<string[]> {
    const names = TROUBLES.map((name) => `'${name}'`).join(', ');
    const found = await ledger.all<{ outcome: string | null; count: number }>(
      `select outcome, count(*) as count from conversations where flow in (${names}) group by outcome`,
    );
    const ended = found.find(({ outcome }) => outcome === OUTCOME)?.count ?? 0;
    const problems = [...this.#waiting].map((number) => `${number} was not told that a call did not work`);
    if (found.length > 1 || ended !== this.begun)
      problems.push(`of ${this.begun} conversations with a broken API, ${ended} ended as they should`);
    return problems;
  }
}
