import { type Definition, filled, type Refusal, type State } from './definition.ts';

/** How an execution of Studio begins, and where. */
export interface Start {
  readonly event: string;
  readonly state: string;
  /** A message of a person begins it. */
  readonly byMessage: boolean;
  /** Other events that begin it elsewhere, which a flow here cannot. */
  readonly others: readonly { readonly event: string; readonly state: string }[];
}

const BY_MESSAGE = ['incomingMessage', 'incomingConversationMessage'];
const BY_OTHERS = ['incomingRequest', 'incomingParent'];

/** The events that begin a flow are tried in this order: what people write first, calls never. */
export function findStart({ states, initial_state }: Definition): { readonly start: Start } | { readonly refusal: Refusal } {
  const trigger = states.find(({ name }) => name === initial_state) ?? states.find(({ type }) => type === 'trigger');
  const known = new Set(states.filter(({ type }) => type !== 'trigger').map(({ name }) => name));
  const wired = wiredEvents(trigger).filter(({ state }) => known.has(state));
  const [first] = [...BY_MESSAGE, ...BY_OTHERS].flatMap((event) => wired.filter((one) => one.event === event));
  if (first) {
    const others = wired.filter((one) => one.state !== first.state);
    return { start: { ...first, byMessage: BY_MESSAGE.includes(first.event), others } };
  }
  return { refusal: wired.length > 0 ? onlyCalls(wired.map(({ event }) => event)) : NOTHING_WIRED };
}

function wiredEvents(trigger: State | undefined): readonly { readonly event: string; readonly state: string }[] {
  return (trigger?.transitions ?? []).flatMap(({ event, next }) => (filled(next) ? [{ event, state: next }] : []));
}

function onlyCalls(events: readonly string[]): Refusal {
  return {
    code: 'calls-only',
    reason: `This flow is begun only by ${events.join(', ')}, so it is about calls, and Parley has chats only.`,
    fix: 'Import a flow whose trigger is wired at incoming messages or at the REST API.',
  };
}

const NOTHING_WIRED: Refusal = {
  code: 'no-start',
  reason: 'Nothing is wired to the trigger of this flow, so it never does anything.',
  fix: 'Wire the trigger to its first state in Studio, publish the flow and export it again.',
};
