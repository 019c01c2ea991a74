import { Stack } from '@patternfly/react-core';
import type { Items, Stretch } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Bars } from '../shown/Bars';
import { Choose } from '../shown/Choose';
import { Empty } from '../shown/Empty';
import { count, roughly } from '../shown/figures';
import { Moment } from '../shown/Moment';
import { Part } from '../shown/Part';
import { Rows, type Column } from '../shown/Rows';
import { useAddress } from '../shown/useAddress';

const COLUMNS: readonly Column<Stretch>[] = [
  { title: 'From', cell: one => <Moment at={one.from} /> },
  { title: 'Batches', cell: one => count(one.batches) },
  { title: 'Read', cell: one => count(one.read) },
  { title: 'Landed', cell: one => count(one.landed) },
  { title: 'Rejected', cell: one => count(one.rejected) },
  { title: 'Share rejected', cell: one => (one.read === 0 ? '–' : `${roughly((100 * one.rejected) / one.read)} %`) },
];

/** Records refused as time went by, of all flows or of one. */
export function TrendPage() {
  const address = useAddress();
  const flow = address.of('flow');
  const asked = useOperation<Items<Stretch>>('listRejectTrend', { flow, step: address.of('step') });
  return (
    <Part title={flow === undefined ? 'Rejects over time' : `Rejects over time of ${flow}`} first>
      <Choose label="Step" name="step" words={['hour', 'day']} address={address} />
      <Answered asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>No batch was committed in this time.</Empty>
          ) : (
            <Stack hasGutter>
              <Bars label="Rejected records" bars={items.map(one => ({ key: one.from, value: one.rejected, told: `${new Date(one.from).toLocaleString()}: ${count(one.rejected)} rejected` }))} />
              <Rows label="Rejects over time" rows={[...items].reverse()} columns={COLUMNS} keyOf={one => one.from} />
            </Stack>
          )
        }
      </Answered>
    </Part>
  );
}
