import { Link } from 'react-router-dom';
import type { Page, RuleCount } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Empty } from '../shown/Empty';
import { count } from '../shown/figures';
import { Part } from '../shown/Part';
import { Rows, type Column } from '../shown/Rows';

const COLUMNS: readonly Column<RuleCount>[] = [
  { title: 'Flow', cell: one => one.flow },
  { title: 'Rule', cell: one => <Link to={`/caravan/rejects/list?${new URLSearchParams({ flow: one.flow, rule: one.rule })}`}>{one.rule}</Link> },
  { title: 'Rejects', cell: one => count(one.rejects) },
];

/** How many rejects there are, by flow and rule. */
export function RuleList() {
  const asked = useOperation<Page<RuleCount>>('countRejects', { limit: 1000 });
  return (
    <Part title="Rejects" first>
      <Answered asked={asked}>
        {page => (page.items.length === 0 ? <Empty>No record was refused.</Empty> : <Rows label="Rules" rows={page.items} columns={COLUMNS} keyOf={one => `${one.flow} ${one.rule}`} />)}
      </Answered>
    </Part>
  );
}
