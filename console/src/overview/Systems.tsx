import { Label } from '@patternfly/react-core';
import type { System } from '../asking/documents';
import { Empty } from '../shown/Empty';
import { count, roughly } from '../shown/figures';
import { Rows, type Column } from '../shown/Rows';

const COLUMNS: readonly Column<System>[] = [
  { title: 'System', cell: one => one.system },
  { title: 'Breaker', cell: one => <Breaker state={one.state} /> },
  { title: 'Failing', cell: one => (one.failureRate < 0 ? '–' : `${roughly(one.failureRate)} %`) },
  { title: 'Calls under way', cell: one => (one.limit === 0 ? count(one.underWay) : `${count(one.underWay)} of ${count(one.limit)}`) },
  { title: 'Succeeded', cell: one => count(one.succeeded) },
  { title: 'Failed', cell: one => count(one.failed) },
  { title: 'Not made', cell: one => count(one.refused) },
];

/** The breakers and permits of every outside system. */
export function Systems({ systems }: { systems: readonly System[] }) {
  return systems.length === 0 ? <Empty>No flow has called an outside system yet.</Empty> : <Rows label="Outside systems" rows={systems} columns={COLUMNS} keyOf={one => one.system} />;
}

function Breaker({ state }: { state: System['state'] }) {
  const color = { closed: 'green', probing: 'orange', open: 'red' } as const;
  return (
    <Label isCompact color={color[state]}>
      {state}
    </Label>
  );
}
