import type { ReactNode } from "react";

/** A column of figures. */
export interface Column<Row> {
  readonly label: string;
  /** Whether its label is only for those who do not see the table. */
  readonly hidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  /** What the table tells, for whoever does not see it. */
  readonly label: string;
  /** What its lines are about. */
  readonly head: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly name: (row: Row) => ReactNode;
  readonly columns: readonly Column<Row>[];
}

/** Figures, line by line; on a small screen it is moved sideways. */
export function Table<Row>({ label, head, rows, keyOf, name, columns }: TableProps<Row>) {
  return (
    // A part of the page that scrolls has to be reachable by keys (WCAG 2.1.1).
    <div role="region" aria-label={label} tabIndex={0} className="relative overflow-x-auto rounded-card">
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="border-b border-line text-left text-ink-soft">
            <th scope="col" className="px-3 py-2 first:pl-5 last:pr-5 sm:px-5 align-bottom font-medium">
              {head}
            </th>
            {columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                className="px-3 py-2 first:pl-5 last:pr-5 sm:px-5 text-right align-bottom font-medium"
              >
                <span className={column.hidden ? "sr-only" : undefined}>{column.label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row" className="px-3 py-2 first:pl-5 last:pr-5 sm:px-5 text-left font-normal">
                {name(row)}
              </th>
              {columns.map((column) => (
                <td
                  key={column.label}
                  className="whitespace-nowrap px-3 py-2 first:pl-5 last:pr-5 sm:px-5 text-right"
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
