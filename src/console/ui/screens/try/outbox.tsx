import type { TryEvent } from '../../../contract.ts';
import { Button } from '../../parts/button.tsx';
import { Panel } from '../../parts/page.tsx';

interface OutboxProps {
  readonly texts: readonly Extract<TryEvent, { type: 'outbox' }>[];
  /** Types something into the chat. */
  readonly onType: (text: string) => void;
}

/** The texts that would go to other numbers, newest first: here the code arrives. */
export function Outbox({ texts, onType }: OutboxProps) {
  return (
    <Panel title="Outbox">
      {texts.length === 0 ? <p className="soft">Texts to the number that was given, such as a code, arrive here.</p> : null}
      <ol className="stack">
        {texts.toReversed().map(({ seq, to, text, code }) => (
          <li key={seq} className="outbox-text">
            <p className="soft small">To {to}</p>
            <p className="break">{text}</p>
            {code === null ? null : (
              <Button small icon="back" onClick={() => onType(code)}>
                Type {code} into the chat
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
