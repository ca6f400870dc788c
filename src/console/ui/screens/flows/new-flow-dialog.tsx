import { type FormEvent, useState } from 'react';
import { type Failure, post } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { TextField } from '../../parts/field.tsx';
import { fileNameOf } from '../file-name.ts';
import { navigate } from '../../routing/location.ts';

/** Asks for the name of a new flow and opens it. It is a draft: nobody meets it before it is published. */
export function NewFlowDialog({ taken, onClose }: { readonly taken: readonly string[]; readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = fileNameOf(name);
  const isTaken = taken.includes(id);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (id === '' || isTaken || busy) return;
    setBusy(true);
    const answer = await post('/flows', { id, source: firstSource(name.trim()) });
    setBusy(false);
    if (answer.ok) navigate(`/flows/${id}`);
    else setFailure(answer.failure);
  };
  return (
    <Dialog title="New flow" onClose={onClose}>
      <form className="stack" onSubmit={(event) => void add(event)}>
        <TextField
          label="Name"
          autoFocus
          value={name}
          onChange={({ target }) => setName(target.value)}
          hint={id === '' ? 'As in "Order status".' : `Its file is ${id}.json.`}
          error={isTaken ? 'There is a flow of that name. Choose another one.' : null}
        />
        {failure ? <ErrorBox failure={failure} /> : null}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy} disabled={id === '' || isTaken}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function firstSource(name: string): string {
  return `{
  "$schema": "../schemas/flow.v1.json",
  "name": ${JSON.stringify(name)},
  "trigger": { "keywords": [${JSON.stringify(name.toLowerCase())}] },
  "steps": [
    { "id": "hello", "type": "message", "text": "Hello." }
  ]
}
`;
}
