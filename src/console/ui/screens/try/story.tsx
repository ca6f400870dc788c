import { lazy, Suspense, useState } from 'react';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty, Loading } from '../../parts/empty.tsx';
import { Happenings } from './happenings.tsx';
import type { TryState } from './try-state.ts';
import { usePath } from './use-path.ts';
import type { Try } from './use-try.ts';
import type { Wish } from './wish.ts';

const Diagram = lazy(async () => ({ default: (await import('../../diagram/diagram.tsx')).Diagram }));

interface StoryProps {
  readonly chat: Try;
  readonly wish: Wish;
}

/** What happens in the chat, as a list or as the way through the flow's diagram. */
export function Story({ chat, wish }: StoryProps) {
  const [drawn, setDrawn] = useState(false);
  return (
    <section className="story" aria-label="Trace">
      <header className="story-head">
        <h2 className="grow">Trace</h2>
        <Standing state={chat.state} />
        <Button small kind="quiet" icon="flow" aria-pressed={drawn} onClick={() => setDrawn(!drawn)}>
          Diagram
        </Button>
      </header>
      {drawn ? <Way wish={wish} state={chat.state} /> : <Happenings chat={chat} />}
    </section>
  );
}

function Way({ wish, state }: { readonly wish: Wish; readonly state: TryState }) {
  const { graph, lit } = usePath(wish, state.turns);
  if (!graph) {
    return <Empty title="Which flow it is shows with the first message">Choose a flow, or text the phone.</Empty>;
  }
  return (
    <div className="story-way">
      <Suspense fallback={<Loading what="the diagram" />}>
        <Diagram graph={graph} lit={lit} />
      </Suspense>
    </div>
  );
}

const STATES: Readonly<Record<string, { readonly words: string; readonly tone: Tone }>> = {
  waiting: { words: 'waiting for an answer', tone: 'info' },
  busy: { words: 'busy', tone: 'warn' },
  handed_off: { words: 'with a person of ours', tone: 'warn' },
  ended: { words: 'ended', tone: 'plain' },
};

function Standing({ state: { status } }: { readonly state: TryState }) {
  if (!status) return null;
  const { words, tone } = STATES[status.state] ?? { words: status.state, tone: 'plain' };
  return (
    <p className="row" role="status">
      {status.step === null || status.state === 'ended' ? null : <span className="mono small">{status.step}</span>}
      <Badge tone={tone}>{words}</Badge>
      {status.outcome ? <Badge tone={status.outcome === 'verified' ? 'good' : 'accent'}>{status.outcome}</Badge> : null}
    </p>
  );
}
