import { useState } from 'react';
import { post } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { useToast } from '../../parts/toast.tsx';

/** Tries again what failed for good. */
export function RetryButton({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const [busy, setBusy] = useState(false);
  const tell = useToast();
  const retry = async () => {
    setBusy(true);
    const answer = await post(`/dead-letters/${encodeURIComponent(id)}/retry`);
    setBusy(false);
    if (answer.ok) tell('It is tried again now.');
    else tell(`${answer.failure.message} ${answer.failure.fix ?? ''}`, 'bad');
    onDone();
  };
  return (
    <Button small icon="repeat" busy={busy} onClick={() => void retry()}>
      Retry
    </Button>
  );
}
