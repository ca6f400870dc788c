import { type FormEvent, useState } from 'react';
import { type Failure, post } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorBox, Notice } from '../../parts/error-box.tsx';
import { AreaField } from '../../parts/field.tsx';
import { NameField } from './name-field.tsx';
import { useNewApi } from './use-new-api.ts';

interface Read {
  readonly source: string;
  readonly notes: readonly string[];
}

/** Makes an API of a cURL command, as the documentation of most APIs has them. */
export function CurlDialog({ taken, onClose }: { readonly taken: readonly string[]; readonly onClose: () => void }) {
  const [command, setCommand] = useState('');
  const [name, setName] = useState('');
  const [read, setRead] = useState<Read | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const made = useNewApi(name, taken);
  const look = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await post<Read>('/apis/curl', { command });
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) setRead(answer.data);
  };
  if (!read) {
    return (
      <Dialog title="Paste a cURL command" onClose={onClose}>
        <form className="stack" onSubmit={(event) => void look(event)}>
          <AreaField
            label="cURL command"
            autoFocus
            rows={7}
            className="input mono"
            spellCheck={false}
            value={command}
            hint="Whole, beginning with the word curl. Tokens in it are left out: you put them in as secrets."
            onChange={({ target }) => setCommand(target.value)}
          />
          {failure ? <ErrorBox failure={failure} /> : null}
          <div className="row">
            <Button type="submit" kind="primary" disabled={command.trim() === ''}>
              Read it
            </Button>
          </div>
        </form>
      </Dialog>
    );
  }
  const add = (event: FormEvent) => {
    event.preventDefault();
    void made.add(read.source);
  };
  return (
    <Dialog title="Paste a cURL command" onClose={onClose}>
      <form className="stack" onSubmit={add}>
        {read.notes.length > 0 ? (
          <Notice tone="info">
            <ul>
              {read.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <Code text={read.source} label="The API that was read" />
        <NameField name={name} taken={taken} onName={setName} />
        {made.failure ? <ErrorBox failure={made.failure} /> : null}
        <div className="row">
          <Button onClick={() => setRead(null)}>Back</Button>
          <Button type="submit" kind="primary" busy={made.busy} disabled={!made.isReady}>
            Add API
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
