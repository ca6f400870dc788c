import type { ConversationItemView } from '../../../contract.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';

type State = ConversationItemView['state'];

/** What each state is called, and how it looks; in the order of the filter. */
export const STATES: Readonly<Record<State, { readonly words: string; readonly tone: Tone }>> = {
  waiting: { words: 'waiting for an answer', tone: 'info' },
  busy: { words: 'busy', tone: 'warn' },
  handed_off: { words: 'with a person of ours', tone: 'warn' },
  ended: { words: 'ended', tone: 'plain' },
};

type StandingProps = Pick<ConversationItemView, 'state' | 'outcome'> & { readonly failed?: true | undefined };

/** How a conversation stands: its state, how it ended, and whether a call of an API failed in it. */
export function Standing({ state, outcome, failed }: StandingProps) {
  const { words, tone } = STATES[state];
  return (
    <span className="row">
      <Badge tone={tone}>{words}</Badge>
      {outcome === null ? null : <Badge tone={outcome === 'verified' ? 'good' : 'accent'}>{outcome}</Badge>}
      {failed ? <Badge tone="bad">API failed</Badge> : null}
    </span>
  );
}
