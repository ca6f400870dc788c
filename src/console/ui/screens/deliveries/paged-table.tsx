import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Panel } from '../../parts/page.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import type { Pages } from './use-pages.ts';

interface PagedTableProps<Row> {
  readonly title: string;
  readonly pages: Pages<Row>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly empty: ReactNode;
}

/** A table of a paged list, with a button for the next page. */
export function PagedTable<Row>({ title, pages, columns, rowKey, empty }: PagedTableProps<Row>) {
  const { items, failure, hasMore, more, reload } = pages;
  if (failure) return <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} />;
  if (!items) return <Loading what="the list" />;
  if (items.length === 0) return empty;
  return (
    <>
      <Panel title={title} flush>
        <Table label={title} columns={columns} rows={items} rowKey={rowKey} />
      </Panel>
      {hasMore ? (
        <div className="row">
          <Button onClick={more}>Show more</Button>
        </div>
      ) : null}
    </>
  );
}
