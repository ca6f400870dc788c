import type { TraceEntryView } from '../../contract.ts';

const EVENTS: Readonly<Record<string, string>> = {
  entered: 'begins',
  message: 'a message came',
  time: 'the wait is over',
  api: 'the API answered',
  command: 'a command came',
  no_reply: 'nobody answered',
  limit: 'a limit was reached',
  taken_over: 'a person of ours took over',
  taken_back: 'the bot took back',
  returned: 'a flow came back',
  closed: 'it was closed',
};

const WAITS: Readonly<Record<string, string>> = {
  message: 'an answer',
  api: 'the API',
  time: 'its time',
  person: 'a person of ours',
};

/** What a step was told, in words. */
export function eventWords(on: string): string {
  return EVENTS[on] ?? on.replaceAll('_', ' ');
}

/** What a step waits for, in words. */
export function waitWords(waits: string): string {
  return `waits for ${WAITS[waits] ?? waits.replaceAll('_', ' ')}`;
}

/** A value of an attribute as it would stand in JSON; nothing for one that is not there. */
export function valueWords(value: unknown): string {
  return value === undefined || value === null ? 'nothing' : JSON.stringify(value);
}

/** What became of a call, as in "200 in 12 ms" or "no answer in 4000 ms, 3 attempts". */
export function callWords({ status, ms, attempts }: NonNullable<TraceEntryView['call']>): string {
  const answer = status === null ? 'no answer' : String(status);
  return `${answer} in ${Math.round(ms)} ms${attempts > 1 ? `, ${attempts} attempts` : ''}`;
}
