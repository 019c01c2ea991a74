import { Stack } from '@patternfly/react-core';
import { Link, useParams } from 'react-router-dom';
import type { Batch, Landing } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Balance } from '../shown/Balance';
import { Empty } from '../shown/Empty';
import { Facts } from '../shown/Facts';
import { count } from '../shown/figures';
import { Moment } from '../shown/Moment';
import { Part } from '../shown/Part';
import { ProblemAlert } from '../shown/ProblemAlert';
import { Rows, type Column } from '../shown/Rows';
import { StateLabel } from '../shown/StateLabel';

const COLUMNS: readonly Column<Landing>[] = [
  { title: 'Sink', cell: landing => landing.sink },
  { title: 'Target', cell: landing => landing.target },
  { title: 'Rows', cell: landing => count(landing.rows) },
  { title: 'Noted', cell: landing => <Moment at={landing.noted} /> },
];

/** A replay waits for its flow's next pass. */
const EVERY_MILLIS = 3000;

/** A batch: its counts, and where it landed. */
export function BatchPage() {
  const { batch = '' } = useParams();
  const asked = useOperation<Batch>('showBatch', { batch }, EVERY_MILLIS);
  return (
    <Part title={`Batch ${batch}`} first>
      <Answered asked={asked}>{shown => <Shown batch={shown} />}</Answered>
    </Part>
  );
}

function Shown({ batch }: { batch: Batch }) {
  const warnings = Object.entries(batch.warnings);
  const landings = batch.landings ?? [];
  return (
    <Stack hasGutter>
      {batch.problem !== null && <ProblemAlert problem={{ title: batch.problem }} />}
      <Facts
        facts={{
          Flow: batch.flow,
          Run: <Link to={`/caravan/runs/${batch.run}`}>{batch.run}</Link>,
          State: <StateLabel state={batch.state} />,
          Input: batch.source,
          Range: batch.range,
          Generation: count(batch.generation),
          Attempts: count(batch.attempts),
          Opened: <Moment at={batch.opened} />,
          Committed: <Moment at={batch.committed} />,
          Records: <Balance counts={batch} />,
          Rejects: batch.rejected === 0 ? undefined : <Link to={`/caravan/rejects/list?batch=${encodeURIComponent(batch.batch)}`}>{count(batch.rejected)} rejects</Link>,
          Profile: batch.landed === 0 ? undefined : <Link to={`/caravan/quality/profile/${encodeURIComponent(batch.batch)}`}>What landed</Link>,
          Warnings: warnings.length === 0 ? undefined : warnings.map(([rule, records]) => `${rule}: ${count(records)}`).join(', '),
        }}
      />
      {landings.length === 0 ? <Empty>Nothing of it has landed.</Empty> : <Rows label="Where it landed" rows={landings} columns={COLUMNS} keyOf={landing => landing.sink + landing.target} />}
    </Stack>
  );
}
