import { CodeBlock, CodeBlockCode } from '@patternfly/react-core';
import { useState } from 'react';
import { useParams } from 'react-router-dom';
import type { Acceptance, Contract, Page, Proposal } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Empty } from '../shown/Empty';
import { Facts } from '../shown/Facts';
import { Part } from '../shown/Part';
import { Accepted } from './Accepted';
import { Proposals } from './Proposals';

/** A contract as it is now, and what data asks of it. */
export function ContractPage() {
  const { system = '', entity = '' } = useParams();
  const contract = useOperation<Contract>('showContract', { system, entity });
  const drift = useOperation<Page<Proposal>>('listDrift', { contract: `${system}/${entity}`, limit: 1000 });
  const [acceptance, setAcceptance] = useState<Acceptance>();
  const decided = (accepted: Acceptance | undefined) => {
    setAcceptance(accepted);
    contract.again();
    drift.again();
  };
  return (
    <>
      <Part title={`Contract ${system}/${entity}`} first>
        <Answered asked={contract}>{shown => <Facts facts={{ Version: shown.version, Datasets: shown.datasets.join(', ') }} />}</Answered>
      </Part>
      <Part title="Proposed by drift">
        {acceptance !== undefined && <Accepted acceptance={acceptance} />}
        <Answered asked={drift}>
          {page => (page.items.length === 0 ? <Empty>Data comes as this contract says.</Empty> : <Proposals system={system} entity={entity} proposals={page.items} decided={decided} />)}
        </Answered>
      </Part>
      <Part title="As it is written">
        <Answered asked={contract}>
          {shown => (
            <CodeBlock>
              <CodeBlockCode>{shown.text}</CodeBlockCode>
            </CodeBlock>
          )}
        </Answered>
      </Part>
    </>
  );
}
