import { ExpandableSection, Stack } from '@patternfly/react-core';
import type { Check } from '../asking/documents';
import { count } from '../shown/figures';
import { Rows, type Column } from '../shown/Rows';
import { StateLabel } from '../shown/StateLabel';

const COLUMNS: readonly Column<Check>[] = [
  { title: 'Check', cell: check => check.name },
  { title: 'State', cell: check => <StateLabel state={check.status.toLowerCase()} /> },
  { title: 'Why', cell: check => check.reason ?? '' },
];

/** Whether the process can work, what keeps it from working, and all checks for who wants to see them. */
export function Health({ ready, checks }: { ready: boolean; checks: readonly Check[] }) {
  const bad = checks.filter(check => check.status.toLowerCase() !== 'up');
  return (
    <Stack hasGutter>
      <p>
        This process is <StateLabel state={ready ? 'ready' : 'not ready'} />
      </p>
      {bad.length > 0 && <Rows label="What is wrong" rows={bad} columns={COLUMNS} keyOf={check => check.name} />}
      <ExpandableSection toggleText={`All ${count(checks.length)} checks`}>
        <Rows label="Checks" rows={checks} columns={COLUMNS} keyOf={check => check.name} />
      </ExpandableSection>
    </Stack>
  );
}
