import { useMemo } from 'react';
import { now } from '../../clock.ts';
import { Empty } from '../../parts/empty.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { ClockTime } from '../../parts/time.tsx';
import { tellChanges } from '../../trace/changes.ts';
import { TurnView } from '../../trace/turn-view.tsx';
import { Countdown } from './countdown.tsx';
import { skipping, type TryState } from './try-state.ts';
import { useStickToEnd } from '../../parts/use-stick-to-end.ts';
import type { Try } from './use-try.ts';

/** All that happens, as it happens: messages, steps, calls, waits, texts to others. */
export function Happenings({ chat }: { readonly chat: Try }) {
  const { state } = chat;
  const told = useMemo(() => new Map(tellChanges(state.turns).map((turn, index) => [state.turns[index], turn])), [state.turns]);
  const list = useStickToEnd<HTMLDivElement>();
  return (
    <div className="story-list" ref={list} role="log" aria-label="What happens" tabIndex={0}>
      {state.story.length === 0 ? (
        <Empty title="Nothing has happened yet">Text the phone. Each step, call and pause shows here as it happens.</Empty>
      ) : null}
      {state.story.map((item) => {
        if (item.type !== 'trace') return <Moment key={item.seq} item={item} />;
        const turn = told.get(item);
        return turn ? <TurnView key={item.seq} told={turn} /> : null;
      })}
      {state.timer ? (
        <Countdown key={state.timer.seq} timer={state.timer} onSkip={(timer) => void chat.ask(...skipping(timer, now()))} />
      ) : null}
    </div>
  );
}

const MOMENTS: Readonly<Record<'in' | 'out' | 'outbox', { readonly icon: IconName; readonly words: string }>> = {
  in: { icon: 'person', words: 'The person texts' },
  out: { icon: 'chats', words: 'The bot says' },
  outbox: { icon: 'mail', words: 'A text goes to' },
};

function Moment({ item }: { readonly item: Exclude<TryState['story'][number], { type: 'trace' }> }) {
  const { icon, words } = MOMENTS[item.type];
  return (
    <div className={`moment moment-${item.type}`}>
      <Icon name={icon} />
      <div className="grow">
        <p className="soft small">
          {words}
          {item.type === 'outbox' ? ` ${item.to}` : ''}
        </p>
        <p className="moment-text">{item.text}</p>
      </div>
      <span className="soft small">
        <ClockTime at={item.at} />
      </span>
    </div>
  );
}
