import { useEffect, useState } from 'react';
import { every, now } from '../../clock.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { leftWords } from './left-words.ts';
import { leftOf, type RunningTimer } from './try-state.ts';

interface CountdownProps {
  readonly timer: RunningTimer;
  readonly onSkip: (timer: RunningTimer) => void;
}

const KINDS = { delay: 'A pause', no_reply: 'Waits for a reply', call: 'An API is called' } as const;

/** What goes on by itself and when, and a way not to wait for it. */
export function Countdown({ timer, onSkip }: CountdownProps) {
  const [at, setAt] = useState(now);
  useEffect(() => every(250, () => setAt(now())), []);
  return (
    // It counts down too often to be read out each time.
    <div className="countdown" aria-live="off">
      <Icon name="clock" />
      <p className="grow">
        {timer.kind ? KINDS[timer.kind] : 'Something is due'}
        {timer.step ? (
          <>
            {' '}
            in <span className="mono">{timer.step}</span>
          </>
        ) : null}
        : <span className="countdown-left">{leftWords(leftOf(timer, at))}</span>
      </p>
      {timer.kind === 'call' ? null : (
        <Button small icon="skip" onClick={() => onSkip(timer)}>
          Skip
        </Button>
      )}
    </div>
  );
}
