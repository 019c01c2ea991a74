import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReactNode } from 'react';

/** @param cell what stands in the column for a row */
export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
}

interface Properties<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
}

/** A table that becomes a list of cards where the window is narrow. */
export function Rows<Row>({ label, rows, columns, keyOf }: Properties<Row>) {
  return (
    <Table aria-label={label} variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          {columns.map(column => (
            <Th key={column.title}>{column.title}</Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {rows.map(row => (
          <Tr key={keyOf(row)}>
            {columns.map(column => (
              <Td key={column.title} dataLabel={column.title} modifier="breakWord">
                {/* One thing, or where the window is narrow each part of it would be stretched. */}
                <div>{column.cell(row)}</div>
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
