import { Card, CardBody, CardTitle, Stack } from '@patternfly/react-core';
import type { ColumnProfile } from '../asking/documents';
import { Bars } from '../shown/Bars';
import { Facts } from '../shown/Facts';
import { count, roughly } from '../shown/figures';

/** One column: what it holds, and how its values are spread. */
export function ColumnCard({ column }: { column: ColumnProfile }) {
  const missing = column.nulls + column.empties + column.notAvailable;
  const plotted = column.histogram.length > 0 ? column.histogram.map(bin => ({ name: `${bin.from} to ${bin.to}`, ...bin })) : column.top.map(one => ({ name: one.value, ...one }));
  return (
    <Card isCompact isFullHeight>
      <CardTitle component="h2">
        {column.name} <small>{column.type}</small>
      </CardTitle>
      <CardBody>
        <Stack hasGutter>
          {plotted.length > 0 && <Bars label={`Values of ${column.name}`} bars={plotted.map(one => ({ key: one.name, value: one.count, told: `${one.name}: ${count(one.count)}` }))} />}
          <Facts
            facts={{
              Missing: `${count(missing)} of ${count(column.count)}`,
              Different: `${column.distinctExact ? '' : 'about '}${count(column.distinct)}`,
              Range: column.minimum === null ? undefined : `${column.minimum} to ${column.maximum}`,
              Mean: column.mean === null ? undefined : roughly(column.mean),
              Commonest: column.top.length === 0 ? undefined : column.top.slice(0, 3).map(one => `${one.value} ×${count(one.count)}`).join(', '),
            }}
          />
        </Stack>
      </CardBody>
    </Card>
  );
}
