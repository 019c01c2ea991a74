import { Card, CardBody, CardTitle, Grid, GridItem, Progress } from '@patternfly/react-core';
import type { Budget, Items } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Empty } from '../shown/Empty';
import { bytes, count } from '../shown/figures';
import { Part } from '../shown/Part';

const EVERY_MILLIS = 5000;

/** What flows share and none may use up. */
export function Budgets() {
  const asked = useOperation<Items<Budget>>('listBudgets', {}, EVERY_MILLIS);
  return (
    <Part title="Budgets" first>
      <Answered asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>Nothing is shared.</Empty>
          ) : (
            <Grid hasGutter md={6}>
              {items.map(budget => (
                <GridItem key={budget.budget}>
                  <BudgetCard budget={budget} />
                </GridItem>
              ))}
            </Grid>
          )
        }
      </Answered>
    </Part>
  );
}

function BudgetCard({ budget }: { budget: Budget }) {
  const told = budget.unit === 'bytes' ? bytes : (calls: number) => `${count(calls)} calls`;
  const percent = budget.allowed === 0 ? 0 : Math.min(100, Math.round((100 * budget.used) / budget.allowed));
  return (
    <Card isCompact>
      <CardTitle component="h2">{budget.budget}</CardTitle>
      <CardBody>
        <Progress value={percent} variant={percent >= 90 ? 'warning' : undefined} title={`${told(budget.used)} of ${told(budget.allowed)} in use`} />
        <p>
          {told(budget.limit)} for all processes together, {told(budget.allowed)} of them for this one now.
        </p>
      </CardBody>
    </Card>
  );
}
