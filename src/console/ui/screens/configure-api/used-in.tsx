import { useState } from 'react';
import type { ApiDetail } from '../../../contract.ts';
import { remove } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Link } from '../../routing/link.tsx';
import { navigate } from '../../routing/location.ts';

/** The steps that call an API. Where there are none, it can be removed. */
export function UsedIn({ detail: { id, usedIn, writable } }: { readonly detail: ApiDetail }) {
  const [isAsking, setAsking] = useState(false);
  const tell = useToast();
  if (usedIn.length > 0) {
    return (
      <ul className="stack">
        {usedIn.map(({ flow, step }) => (
          <li key={`${flow} ${step}`}>
            <Link to={`/flows/${encodeURIComponent(flow)}?step=${encodeURIComponent(step)}`}>
              {flow}, step {step}
            </Link>
          </li>
        ))}
      </ul>
    );
  }
  const drop = async () => {
    const answer = await remove(`/apis/${encodeURIComponent(id)}`);
    setAsking(false);
    if (!answer.ok) return tell(`${answer.failure.message} ${answer.failure.fix ?? ''}`, 'bad');
    tell('The API is removed.');
    navigate('/apis');
  };
  const action = (
    <Button icon="trash" disabled={!writable} onClick={() => setAsking(true)}>
      Remove this API
    </Button>
  );
  return (
    <>
      <Empty title="No step calls it" action={action}>
        A step of the type "api" calls it by its name, "{id}".
      </Empty>
      {isAsking ? (
        <ConfirmDialog
          title="Remove this API?"
          confirm="Remove"
          danger
          onConfirm={() => void drop()}
          onClose={() => setAsking(false)}
        >
          <p>Its file is deleted. Git, if you use it, still has it.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
