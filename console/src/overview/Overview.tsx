import { Grid, GridItem } from '@patternfly/react-core';
import type { Overview as Document } from '../asking/documents';
import { useAction } from '../asking/useAction';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Empty } from '../shown/Empty';
import { Part } from '../shown/Part';
import { ProblemAlert } from '../shown/ProblemAlert';
import { FlowCard } from './FlowCard';
import { Health } from './Health';
import { Systems } from './Systems';

const EVERY_MILLIS = 5000;

/** What runs, what is stuck and why. */
export function Overview() {
  const asked = useOperation<Document>('showOverview', {}, EVERY_MILLIS);
  return <Answered asked={asked}>{overview => <Shown overview={overview} again={asked.again} />}</Answered>;
}

function Shown({ overview, again }: { overview: Document; again: () => void }) {
  const action = useAction();
  return (
    <>
      <Part title="Flows" first>
        <ProblemAlert problem={action.problem} />
        {overview.flows.length === 0 && <Empty>No flow runs in this process.</Empty>}
        <Grid hasGutter lg={6}>
          {overview.flows.map(flow => (
            <GridItem key={flow.flow}>
              <FlowCard flow={flow} action={action} changed={again} />
            </GridItem>
          ))}
        </Grid>
      </Part>
      <Part title="Outside systems">
        <Systems systems={overview.systems} />
      </Part>
      <Part title="Health">
        <Health ready={overview.ready} checks={overview.checks} />
      </Part>
    </>
  );
}
