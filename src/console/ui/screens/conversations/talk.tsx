import { useMemo } from 'react';
import type { ConversationDetailView } from '../../../contract.ts';
import { Bubble } from '../../chat/bubble.tsx';
import { ClockTime } from '../../parts/time.tsx';
import { useStickToEnd } from '../../parts/use-stick-to-end.ts';
import { tellChanges } from '../../trace/changes.ts';
import { TurnView } from '../../trace/turn-view.tsx';
import { alignTurns } from './align.ts';

type Item = ConversationDetailView['transcript'][number];

/** All that was said, and beside it what the engine did, turn by turn, oldest first; begins at the end of it. */
export function Talk({ transcript, trace }: Pick<ConversationDetailView, 'transcript' | 'trace'>) {
  const rows = useMemo(() => alignTurns(transcript, tellChanges(trace)), [transcript, trace]);
  const list = useStickToEnd<HTMLDivElement>();
  return (
    <div className="talk-rows" ref={list} role="log" aria-label="Chat and trace" tabIndex={0}>
      {rows.length === 0 ? <p className="soft">Nothing was said yet.</p> : null}
      {rows.map(({ turn, messages }) => (
        <div key={turn?.turn ?? 'none'} className="talk-row">
          <ol className="bubbles">
            {messages.map((item, index) => (
              <Bubble
                // Messages are only ever added at the end, and have no name of their own.
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                direction={item.direction}
                who={whoSays(item)}
                text={item.text}
                meta={<Meta item={item} />}
              />
            ))}
          </ol>
          {turn ? <TurnView told={turn} /> : null}
        </div>
      ))}
    </div>
  );
}

function whoSays({ direction, author }: Item): string {
  if (direction === 'in') return 'The person';
  return author === 'person' ? 'One of us' : 'The bot';
}

function Meta({ item: { direction, author, at, status, error } }: { readonly item: Item }) {
  const isPlain = direction === 'in' && status === 'used';
  return (
    <>
      {author === 'person' ? 'one of us · ' : null}
      <ClockTime at={at} />
      {isPlain ? null : ` · ${status.replaceAll('_', ' ')}`}
      {error === undefined ? null : <strong> · {error}</strong>}
    </>
  );
}
