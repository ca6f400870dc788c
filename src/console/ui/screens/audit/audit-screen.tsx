import type { AuditItem } from '../../../contract.ts';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { PagedTable } from '../deliveries/paged-table.tsx';
import { usePages } from '../deliveries/use-pages.ts';
import { SignedIn } from './signed-in.tsx';

/** Audit: who is signed in, and who changed something or looked at a person's data. */
export function AuditScreen() {
  const pages = usePages<AuditItem>('/audit');
  return (
    <Page title="Audit">
      <SignedIn />
      <PagedTable
        title="Who did what"
        pages={pages}
        rowKey={({ id }) => id}
        empty={
          <Empty title="Nobody changed anything yet">
            Every change, and every look at a person's data, is written down here.
          </Empty>
        }
        columns={[
          { title: 'When', cell: ({ at }) => <Time at={at} /> },
          { title: 'Who', cell: ({ who }) => who },
          { title: 'From', cell: ({ address }) => <code>{address}</code> },
          { title: 'Did', cell: ({ action }) => action },
          { title: 'To what', cell: ({ target }) => (target === null ? null : <span className="break">{target}</span>) },
        ]}
      />
    </Page>
  );
}
