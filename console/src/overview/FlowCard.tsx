import { Button, Card, CardBody, CardHeader, CardTitle, Stack } from '@patternfly/react-core';
import { Link } from 'react-router-dom';
import type { FlowInOverview } from '../asking/documents';
import type { Action } from '../asking/useAction';
import { Balance } from '../shown/Balance';
import { Facts } from '../shown/Facts';
import { bytes, count, roughly } from '../shown/figures';
import { Moment } from '../shown/Moment';
import { ProblemAlert } from '../shown/ProblemAlert';
import { StateLabel } from '../shown/StateLabel';

interface Properties {
  flow: FlowInOverview;
  action: Action;
  /** Called when the flow was changed. */
  changed: () => void;
}

/** A flow: how it stands and why, how fast it is and how far behind, and the button that halts it or lets it go on. */
export function FlowCard({ flow, action, changed }: Properties) {
  return (
    <Card isCompact>
      <CardHeader actions={{ actions: <Halt flow={flow} action={action} changed={changed} /> }}>
        <CardTitle component="h2">
          <Link to={`/caravan/runs?flow=${encodeURIComponent(flow.flow)}`}>{flow.flow}</Link> <StateLabel state={flow.state} /> {flow.route !== 'running' && <StateLabel state={flow.route} />}
        </CardTitle>
      </CardHeader>
      <CardBody>
        <Stack hasGutter>
          <Balance counts={flow} />
          <Facts
            facts={{
              Rate: `${roughly(flow.readPerSecond)} read/s, ${roughly(flow.rejectedPerSecond)} rejected/s`,
              Lag: flow.lagRecords === null ? bytes(flow.lagBytes) : `${count(flow.lagRecords)} records`,
              'Last landed': <Moment at={flow.lastLanded} />,
              Unfinished: flow.unfinished === 0 ? undefined : `${count(flow.unfinished)} batches`,
              'In hand': flow.current ?? undefined,
              Stopped: flow.stopped ? `by ${flow.stopped.by}: ${flow.stopped.why}` : undefined,
            }}
          />
          <ProblemAlert problem={flow.problem ?? undefined} />
        </Stack>
      </CardBody>
    </Card>
  );
}

function Halt({ flow, action, changed }: Properties) {
  const [word, operation] = flow.stopped ? ['Start', 'startFlow'] : flow.route === 'suspended' ? ['Resume', 'resumeFlow'] : ['Suspend', 'suspendFlow'];
  const act = () => action.run(operation, { flow: flow.flow }).then(changed);
  return (
    <Button variant="secondary" size="sm" isDisabled={action.busy} onClick={() => void act()} aria-label={`${word} ${flow.flow}`}>
      {word}
    </Button>
  );
}
