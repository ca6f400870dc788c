import './attributes.css';
import { useState } from 'react';
import type { AttributeItem, Place } from '../../../contract.ts';
import { useLive } from '../../api/live.tsx';
import { useData } from '../../api/use-data.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty, Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { TextField } from '../../parts/field.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Link } from '../../routing/link.tsx';

/** Attributes: what flows and APIs remember of a chat, and where. */
export function AttributesScreen() {
  const { data, failure, reload } = useData<{ readonly items: readonly AttributeItem[] }>('/attributes');
  const [sought, setSought] = useState('');
  useLive((news) => {
    if (news.type === 'flows' || news.type === 'apis' || news.type === 'again') reload();
  });
  const rows = data?.items.filter(({ name }) => name.includes(sought.trim().toLowerCase())) ?? [];
  return (
    <Page title="Attributes">
      {failure ? <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} /> : null}
      {!data && !failure ? <Loading what="the attributes" /> : null}
      {data?.items.length === 0 ? (
        <Empty title="There is no attribute yet">
          Each appears by itself when a step or an API saves it, or a text reads it.
        </Empty>
      ) : null}
      {data && data.items.length > 0 ? (
        <>
          <div className="narrow-field">
            <TextField label="Find" type="search" value={sought} onChange={({ target }) => setSought(target.value)} />
          </div>
          <Panel title={`${rows.length} of ${data.items.length}`} flush>
            <Table label="Attributes" columns={COLUMNS} rows={rows} rowKey={({ name }) => name} />
          </Panel>
        </>
      ) : null}
    </Page>
  );
}

const COLUMNS: readonly Column<AttributeItem>[] = [
  { title: 'Name', cell: ({ name }) => <code>{name}</code> },
  { title: 'Type', cell: ({ type }) => type ?? <span className="soft">Any</span> },
  { title: 'Secret', cell: ({ secret }) => (secret ? <Badge tone="info">Secret</Badge> : 'No') },
  { title: 'Lifetime', cell: ({ lifetime }) => (lifetime === 'contact' ? 'Person' : 'Chat') },
  { title: 'Set by', cell: ({ setBy }) => <Places places={setBy} none="Nothing" /> },
  { title: 'Read by', cell: ({ readBy }) => <Places places={readBy} none="Nothing" /> },
];

const SHOWN = 5;

function Places({ places, none }: { readonly places: readonly Place[]; readonly none: string }) {
  const [all, setAll] = useState(false);
  if (places.length === 0) return <span className="soft">{none}</span>;
  const shown = all ? places : places.slice(0, SHOWN);
  return (
    <span className="row">
      {shown.map((place) => (
        <PlaceLink key={JSON.stringify(place)} place={place} />
      ))}
      {shown.length < places.length ? (
        <Button small kind="quiet" onClick={() => setAll(true)}>
          {places.length - shown.length} more
        </Button>
      ) : null}
    </span>
  );
}

function PlaceLink({ place }: { readonly place: Place }) {
  if ('api' in place) return <Link to={`/apis/${encodeURIComponent(place.api)}`}>API {place.api}</Link>;
  const { flow, step } = place;
  const rest = step === null ? '' : `?step=${encodeURIComponent(step)}`;
  return <Link to={`/flows/${encodeURIComponent(flow)}${rest}`}>{step === null ? flow : `${flow}: ${step}`}</Link>;
}
