import type { FlowItem } from '../../../contract.ts';
import { useData } from '../../api/use-data.ts';
import { SelectField } from '../../parts/field.tsx';
import type { Wish } from './wish.ts';

interface SetupProps {
  readonly wish: Wish;
  /** Begins another chat with these changes. */
  readonly onChange: (changes: Partial<Wish>) => void;
}

/** Which flow is talked to, and over what. A change begins a new chat. */
export function Setup({ wish, onChange }: SetupProps) {
  const flows = useData<{ readonly items: readonly FlowItem[] }>('/flows').data?.items ?? [];
  const pick = (value: string) => {
    const [kind, ...id] = value.split(':');
    onChange({ flow: value === '' ? null : id.join(':'), draft: kind === 'draft' });
  };
  return (
    <div className="try-setup">
      <SelectField label="Flow" value={valueOf(wish)} onChange={({ target }) => pick(target.value)}>
        <option value="">As people reach it</option>
        {flows.flatMap(({ id, name, version, draft }) => [
          ...(version === null ? [] : [<option key={`live:${id}`} value={`live:${id}`}>{`${name} (live)`}</option>]),
          ...(draft ? [<option key={`draft:${id}`} value={`draft:${id}`}>{`${name} (draft)`}</option>] : []),
        ])}
      </SelectField>
      <SelectField
        label="Over"
        value={wish.channel}
        onChange={({ target }) => onChange({ channel: target.value === 'whatsapp' ? 'whatsapp' : 'sms' })}
      >
        <option value="sms">SMS</option>
        <option value="whatsapp">WhatsApp</option>
      </SelectField>
    </div>
  );
}

function valueOf({ flow, draft }: Wish): string {
  return flow === null ? '' : `${draft ? 'draft' : 'live'}:${flow}`;
}
