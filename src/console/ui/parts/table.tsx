import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'end';
  /** Takes what width is left. */
  readonly wide?: boolean;
}

interface TableProps<Row> {
  /** What it lists, for those who cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

/**
 * A table; on a narrow screen each row becomes a card with its titles beside it. A link of the class `row-link` in a
 * row makes all of the row a way to it.
 */
export function Table<Row>({ label, columns, rows, rowKey }: TableProps<Row>) {
  return (
    // The roles are written out because a table that is laid out as cards loses its own.
    <table className="table" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, align }) => (
            <th key={title} role="columnheader" scope="col" className={align === 'end' ? 'cell-end' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row">
            {columns.map(({ title, cell, align, wide }) => (
              <td key={title} role="cell" data-title={title} className={classOf(align, wide)}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf(align: 'end' | undefined, wide: boolean | undefined): string | undefined {
  return [align === 'end' ? 'cell-end' : '', wide === true ? 'cell-wide' : ''].filter(Boolean).join(' ') || undefined;
}
