import { Link } from 'react-router-dom';
import type { Page, Proposal } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Empty } from '../shown/Empty';
import { count } from '../shown/figures';
import { Part } from '../shown/Part';
import { Rows, type Column } from '../shown/Rows';
import { Turn } from '../shown/Turn';
import { useAddress } from '../shown/useAddress';

const PROPOSALS: readonly Column<Proposal>[] = [
  { title: 'Contract', cell: one => <Link to={`/caravan/contracts/${one.contract}`}>{one.contract}</Link> },
  { title: 'Field', cell: one => one.field },
  { title: 'Is', cell: one => one.kind },
  { title: 'Records', cell: one => count(one.records) },
];

/** What data asks for, then all contracts. */
export function ContractList() {
  const drift = useOperation<Page<Proposal>>('listDrift', { limit: 100 });
  return (
    <>
      <Part title="Contracts" first>
        <Names />
      </Part>
      <Part title="Proposed by drift">
        <Answered asked={drift}>
          {page =>
            page.items.length === 0 ? (
              <Empty>Data comes as its contracts say.</Empty>
            ) : (
              <Rows label="Proposals" rows={page.items} columns={PROPOSALS} keyOf={one => `${one.contract} ${one.field} ${one.kind}`} />
            )
          }
        </Answered>
      </Part>
    </>
  );
}

function Names() {
  const address = useAddress();
  const asked = useOperation<Page<{ contract: string }>>('listContracts', { after: address.of('after'), limit: 50 });
  return (
    <Answered asked={asked}>
      {page => (
        <>
          <Rows
            label="Contracts"
            rows={page.items}
            columns={[{ title: 'Contract', cell: one => <Link to={`/caravan/contracts/${one.contract}`}>{one.contract}</Link> }]}
            keyOf={one => one.contract}
          />
          <Turn next={page.next} address={address} />
        </>
      )}
    </Answered>
  );
}
