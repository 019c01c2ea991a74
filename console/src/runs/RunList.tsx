import { Link } from 'react-router-dom';
import type { Page, Run } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Balance } from '../shown/Balance';
import { Choose } from '../shown/Choose';
import { Empty } from '../shown/Empty';
import { count } from '../shown/figures';
import { Moment } from '../shown/Moment';
import { Part } from '../shown/Part';
import { Rows, type Column } from '../shown/Rows';
import { StateLabel } from '../shown/StateLabel';
import { Turn } from '../shown/Turn';
import { useAddress } from '../shown/useAddress';

const COLUMNS: readonly Column<Run>[] = [
  { title: 'Run', cell: run => <Link to={`/caravan/runs/${run.run}`}>{run.run}</Link> },
  { title: 'Flow', cell: run => run.flow },
  { title: 'State', cell: run => <StateLabel state={run.state} /> },
  { title: 'Started', cell: run => <Moment at={run.started} /> },
  { title: 'Batches', cell: run => count(run.batches) },
  { title: 'Records', cell: run => <Balance counts={run} /> },
  { title: 'Why', cell: run => run.message ?? '' },
];

/** Runs, the newest first; of one flow, or of one state. */
export function RunList() {
  const address = useAddress();
  const asked = useOperation<Page<Run>>('listRuns', { flow: address.of('flow'), state: address.of('state'), after: address.of('after'), limit: 50 }, 10_000);
  return (
    <Part title={address.of('flow') === undefined ? 'Runs' : `Runs of ${address.of('flow')}`} first>
      <Choose label="State" name="state" words={['running', 'done', 'failed', 'abandoned']} address={address} />
      <Answered asked={asked}>
        {page => (
          <>
            {page.items.length === 0 ? <Empty>There is no such run.</Empty> : <Rows label="Runs" rows={page.items} columns={COLUMNS} keyOf={run => String(run.run)} />}
            <Turn next={page.next} address={address} />
          </>
        )}
      </Answered>
    </Part>
  );
}
