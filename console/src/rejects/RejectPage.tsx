import { Stack } from '@patternfly/react-core';
import { Link, useParams } from 'react-router-dom';
import type { Reject } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Facts } from '../shown/Facts';
import { Moment } from '../shown/Moment';
import { Part } from '../shown/Part';
import { StateLabel } from '../shown/StateLabel';
import { Mending } from './Mending';
import { RecordEditor } from './RecordEditor';
import { Why } from './Why';

/** A reject: every reason, where it stood, and the record, to be mended and sent again. */
export function RejectPage() {
  const { reject = '' } = useParams();
  const asked = useOperation<Reject>('showReject', { reject });
  return (
    <Part title={`Reject ${reject}`} first>
      <Answered asked={asked}>
        {shown => (
          <Stack hasGutter>
            <RejectFacts reject={shown} />
            {shown.status === 'open' && <RecordEditor key={shown.raw} reject={shown} saved={asked.again} />}
            <Mending ids={shown.status === 'open' ? [shown.id] : []} changed={asked.again} />
          </Stack>
        )}
      </Answered>
    </Part>
  );
}

function RejectFacts({ reject }: { reject: Reject }) {
  return (
    <Facts
      facts={{
        Why: <Why failures={reject.failures} />,
        Status: <StateLabel state={reject.status} />,
        Flow: reject.flow,
        Batch: <Link to={`/caravan/runs/batch/${encodeURIComponent(reject.batch)}`}>{reject.batch}</Link>,
        Where: `${reject.source}${reject.line === null ? '' : `:${reject.line}`}`,
        Contract: reject.contract === null ? undefined : `${reject.contract} ${reject.version ?? ''}`,
        'First seen': <Moment at={reject.firstSeen} />,
        'Last seen': <Moment at={reject.lastSeen} />,
        Replay: reject.replay == null ? undefined : <Link to={`/caravan/runs/batch/${encodeURIComponent(reject.replay)}`}>{reject.outcome ?? reject.replay}</Link>,
      }}
    />
  );
}
