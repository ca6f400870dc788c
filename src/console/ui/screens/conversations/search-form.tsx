import { type FormEvent, useEffect, useState } from 'react';
import type { FlowItem } from '../../../contract.ts';
import { useData } from '../../api/use-data.ts';
import { Button } from '../../parts/button.tsx';
import { CheckField, SelectField, TextField } from '../../parts/field.tsx';
import type { Search } from './search.ts';
import { STATES } from './standing.tsx';

interface SearchFormProps {
  readonly search: Search;
  readonly onChange: (changes: Partial<Search>) => void;
}

/** What narrows the list down. Choices count at once, the number when it is sent. */
export function SearchForm({ search, onChange }: SearchFormProps) {
  const [address, setAddress] = useState(search.address);
  useEffect(() => setAddress(search.address), [search.address]);
  const flows = useData<{ readonly items: readonly FlowItem[] }>('/flows').data?.items ?? [];
  const isKnown = search.flow === '' || flows.some(({ id }) => id === search.flow);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onChange({ address: address.trim() });
  };
  return (
    <form className="chats-search" role="search" aria-label="Conversations" onSubmit={send}>
      <div className="chats-number">
        <TextField
          label="Number"
          type="search"
          inputMode="tel"
          autoComplete="off"
          maxLength={60}
          placeholder="Whole, or its last digits"
          value={address}
          onChange={({ target }) => setAddress(target.value)}
        />
        <Button type="submit" icon="search">
          Search
        </Button>
      </div>
      <SelectField label="State" value={search.state} onChange={({ target }) => onChange({ state: target.value })}>
        <option value="">All</option>
        {Object.entries(STATES).map(([state, { words }]) => (
          <option key={state} value={state}>
            {words}
          </option>
        ))}
      </SelectField>
      <SelectField label="Flow" value={search.flow} onChange={({ target }) => onChange({ flow: target.value })}>
        <option value="">All</option>
        {isKnown ? null : <option value={search.flow}>{search.flow}</option>}
        {flows.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <CheckField
        label="Only where an API failed"
        checked={search.failed}
        onChange={({ target }) => onChange({ failed: target.checked })}
      />
    </form>
  );
}
