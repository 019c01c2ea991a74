import { Grid, GridItem, Stack } from '@patternfly/react-core';
import { Link, useParams } from 'react-router-dom';
import type { Profile } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Facts } from '../shown/Facts';
import { count } from '../shown/figures';
import { Part } from '../shown/Part';
import { ColumnCard } from './ColumnCard';

/** What the rows of a batch looked like when they landed, column by column. */
export function ProfilePage() {
  const { batch = '' } = useParams();
  const asked = useOperation<Profile>('showProfile', { batch });
  return (
    <Part title="Profile" first>
      <Answered asked={asked}>
        {profile => (
          <Stack hasGutter>
            <Facts
              facts={{
                Batch: <Link to={`/caravan/runs/batch/${encodeURIComponent(batch)}`}>{batch}</Link>,
                Rows: count(profile.rows),
                Hidden: profile.masked.length === 0 ? undefined : `the values of ${profile.masked.join(', ')}, which may be personal`,
              }}
            />
            <Grid hasGutter md={6} xl={4}>
              {profile.columns.map(column => (
                <GridItem key={column.name}>
                  <ColumnCard column={column} />
                </GridItem>
              ))}
            </Grid>
          </Stack>
        )}
      </Answered>
    </Part>
  );
}
