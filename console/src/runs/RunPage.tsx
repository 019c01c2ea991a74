import { Stack } from '@patternfly/react-core';
import { Link, useParams } from 'react-router-dom';
import type { Batch, Page, Run } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Balance } from '../shown/Balance';
import { Empty } from '../shown/Empty';
import { Facts } from '../shown/Facts';
import { Moment } from '../shown/Moment';
import { Part } from '../shown/Part';
import { ProblemAlert } from '../shown/ProblemAlert';
import { Rows, type Column } from '../shown/Rows';
import { StateLabel } from '../shown/StateLabel';
import { Turn } from '../shown/Turn';
import { useAddress } from '../shown/useAddress';

const COLUMNS: readonly Column<Batch>[] = [
  { title: 'Batch', cell: batch => <Link to={`/caravan/runs/batch/${encodeURIComponent(batch.batch)}`}>{batch.batch}</Link> },
  { title: 'State', cell: batch => <StateLabel state={batch.state} /> },
  { title: 'Input', cell: batch => batch.source },
  { title: 'Records', cell: batch => <Balance counts={batch} /> },
  { title: 'Committed', cell: batch => <Moment at={batch.committed} /> },
];

/** A run: the sum of its batches, and each of them. */
export function RunPage() {
  const { run = '' } = useParams();
  const address = useAddress();
  const asked = useOperation<Run>('showRun', { run });
  const batches = useOperation<Page<Batch>>('listBatches', { run, after: address.of('after'), limit: 50 });
  return (
    <>
      <Part title={`Run ${run}`} first>
        <Answered asked={asked}>{shown => <RunFacts run={shown} />}</Answered>
      </Part>
      <Part title="Batches">
        <Answered asked={batches}>
          {page => (
            <>
              {page.items.length === 0 ? <Empty>This run found nothing to read.</Empty> : <Rows label="Batches" rows={page.items} columns={COLUMNS} keyOf={batch => batch.batch} />}
              <Turn next={page.next} address={address} />
            </>
          )}
        </Answered>
      </Part>
    </>
  );
}

function RunFacts({ run }: { run: Run }) {
  return (
    <Stack hasGutter>
      {run.message !== null && <ProblemAlert problem={{ title: run.message, code: run.code ?? undefined }} />}
      <Facts
        facts={{
          Flow: <Link to={`/caravan/runs?flow=${encodeURIComponent(run.flow)}`}>{run.flow}</Link>,
          State: <StateLabel state={run.state} />,
          Started: <Moment at={run.started} />,
          Finished: <Moment at={run.finished} />,
          'Committed records': <Balance counts={run} />,
          'Next try': run.nextTry === null ? undefined : <Moment at={run.nextTry} />,
        }}
      />
    </Stack>
  );
}
