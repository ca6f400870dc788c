import { type FormEvent, useState } from 'react';
import type { ApiItem } from '../../../contract.ts';
import { useData } from '../../api/use-data.ts';
import { Button } from '../../parts/button.tsx';
import { SelectField } from '../../parts/field.tsx';
import { Panel } from '../../parts/page.tsx';
import { useToast } from '../../parts/toast.tsx';
import type { Try } from './use-try.ts';

const TIMES = [
  ['30s', '30 seconds'],
  ['1m', '1 minute'],
  ['5m', '5 minutes'],
  ['15m', '15 minutes'],
  ['1h', '1 hour'],
  ['24h', '1 day'],
] as const;

const FAILURES = [
  ['500', 'Answers 500'],
  ['429', 'Answers 429, too many'],
  ['404', 'Answers 404'],
  ['timeout', 'Never answers'],
  ['network', 'Cannot be reached'],
] as const;

/** Tries what is hard to wait for or to bring about: time that goes on, an API that fails. */
export function Trials({ chat }: { readonly chat: Try }) {
  return (
    <Panel title="Time and failures">
      <div className="stack">
        <FastForward chat={chat} />
        <FailNext chat={chat} />
      </div>
    </Panel>
  );
}

function FastForward({ chat }: { readonly chat: Try }) {
  const [by, setBy] = useState('5m');
  const go = (event: FormEvent) => {
    event.preventDefault();
    void chat.ask('/advance', { by });
  };
  return (
    <form className="trial" onSubmit={go}>
      <SelectField label="Fast-forward" value={by} onChange={({ target }) => setBy(target.value)}>
        {TIMES.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </SelectField>
      <Button type="submit" icon="skip">
        Go
      </Button>
    </form>
  );
}

function FailNext({ chat }: { readonly chat: Try }) {
  const apis = useData<{ readonly items: readonly ApiItem[] }>('/apis').data?.items ?? [];
  const [chosen, setChosen] = useState('');
  const [how, setHow] = useState('500');
  const tell = useToast();
  const api = chosen === '' ? (apis[0]?.id ?? '') : chosen;
  if (apis.length === 0) return null;
  const fail = async (event: FormEvent) => {
    event.preventDefault();
    const status = Number(how);
    const done = await chat.ask('/fail', { api, ...(Number.isNaN(status) ? { failure: how } : { status }) });
    if (done) tell(`The next call of ${api} will fail.`);
  };
  return (
    <form className="stack" onSubmit={(event) => void fail(event)}>
      <SelectField label="Fail the next call of" value={api} onChange={({ target }) => setChosen(target.value)}>
        {apis.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <div className="trial">
        <SelectField label="How" value={how} onChange={({ target }) => setHow(target.value)}>
          {FAILURES.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </SelectField>
        <Button type="submit" icon="bolt">
          Fail it
        </Button>
      </div>
    </form>
  );
}
