import { type FormEvent, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { NameField } from './name-field.tsx';
import { useNewApi } from './use-new-api.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Asks for what an API cannot be without, writes its file, and opens it. */
export function AddApiDialog({ taken, onClose }: { readonly taken: readonly string[]; readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [method, setMethod] = useState('POST');
  const [url, setUrl] = useState('');
  const { add, busy, failure, isReady } = useNewApi(name, taken);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add(firstSource({ name: name.trim(), method, url: url.trim() }));
  };
  return (
    <Dialog title="Add API" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <NameField name={name} taken={taken} onName={setName} />
        <SelectField label="Method" value={method} onChange={({ target }) => setMethod(target.value)}>
          {METHODS.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </SelectField>
        <TextField
          label="API URL"
          inputMode="url"
          spellCheck={false}
          value={url}
          hint="As in https://api.example.com/orders/{{ order }}: attributes stand in double braces."
          onChange={({ target }) => setUrl(target.value)}
        />
        {failure ? <ErrorBox failure={failure} /> : null}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy} disabled={!isReady || url.trim() === ''}>
            Add API
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function firstSource({ name, method, url }: { readonly name: string; readonly method: string; readonly url: string }): string {
  return `${JSON.stringify({ $schema: '../../schemas/api.v1.json', name, method, url }, null, 2)}\n`;
}
