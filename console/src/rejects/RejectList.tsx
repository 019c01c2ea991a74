import { Checkbox, Stack } from '@patternfly/react-core';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Page, Reject } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Choose } from '../shown/Choose';
import { Empty } from '../shown/Empty';
import { Part } from '../shown/Part';
import { Rows, type Column } from '../shown/Rows';
import { StateLabel } from '../shown/StateLabel';
import { Turn } from '../shown/Turn';
import { useAddress } from '../shown/useAddress';
import { Mending } from './Mending';
import { Why } from './Why';

/** Rejects of one flow, rule or batch; those chosen are tried, replayed or dropped together. */
export function RejectList() {
  const address = useAddress();
  const narrowed = { flow: address.of('flow'), rule: address.of('rule'), batch: address.of('batch') };
  const asked = useOperation<Page<Reject>>('listRejects', { ...narrowed, status: address.of('status'), after: address.of('after'), limit: 50 });
  const of = Object.values(narrowed).filter(value => value !== undefined);
  return (
    <Part title={`Rejects of ${of.length === 0 ? 'all flows' : of.join(', ')}`} first>
      <Choose label="Status" name="status" words={['open', 'replayed', 'dropped']} address={address} />
      <Answered asked={asked}>
        {page => (
          <>
            {page.items.length === 0 ? <Empty>There is no such reject.</Empty> : <Chosen rejects={page.items} changed={asked.again} />}
            <Turn next={page.next} address={address} />
          </>
        )}
      </Answered>
    </Part>
  );
}

function Chosen({ rejects, changed }: { rejects: readonly Reject[]; changed: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string, wanted: boolean) => setChosen(before => new Set([...before].filter(one => one !== id).concat(wanted ? [id] : [])));
  const open = rejects.filter(reject => reject.status === 'open').map(reject => reject.id);
  const columns: readonly Column<Reject>[] = [
    {
      title: 'Chosen',
      cell: reject =>
        reject.status === 'open' && (
          <Checkbox id={`choose-${reject.id}`} aria-label={`Choose ${reject.id}`} isChecked={chosen.has(reject.id)} onChange={(_event, wanted) => choose(reject.id, wanted)} />
        ),
    },
    { title: 'Reject', cell: reject => <Link to={`/caravan/rejects/one/${encodeURIComponent(reject.id)}`}>{reject.id}</Link> },
    { title: 'Where', cell: reject => `${reject.source}${reject.line === null ? '' : `:${reject.line}`}` },
    { title: 'Why', cell: reject => <Why failures={reject.failures} /> },
    { title: 'Status', cell: reject => <StateLabel state={reject.status} /> },
  ];
  const allChosen = open.length > 0 && open.every(id => chosen.has(id));
  return (
    <Stack hasGutter>
      <Checkbox id="choose-all" label="Choose all of this page" isDisabled={open.length === 0} isChecked={allChosen} onChange={(_event, wanted) => setChosen(new Set(wanted ? open : []))} />
      <Rows label="Rejects" rows={rejects} columns={columns} keyOf={reject => reject.id} />
      <Mending
        ids={open.filter(id => chosen.has(id))}
        changed={() => {
          setChosen(new Set());
          changed();
        }}
      />
    </Stack>
  );
}
