import { ActionList, ActionListItem, Button, Checkbox, Form, FormGroup, Stack, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import type { Acceptance, Proposal } from '../asking/documents';
import { useAction } from '../asking/useAction';
import { count } from '../shown/figures';
import { ProblemAlert } from '../shown/ProblemAlert';
import { Rows, type Column } from '../shown/Rows';

interface Properties {
  system: string;
  entity: string;
  proposals: readonly Proposal[];
  /** Called with what was accepted; with undefined when something was declined. */
  decided: (acceptance: Acceptance | undefined) => void;
}

/** What data asks of one contract, to be accepted or declined field by field. */
export function Proposals({ system, entity, proposals, decided }: Properties) {
  const action = useAction();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const fields = proposals.map(one => one.field).filter(field => chosen.has(field));
  const choose = (field: string, wanted: boolean) => setChosen(before => new Set([...before].filter(one => one !== field).concat(wanted ? [field] : [])));
  const accept = async () => {
    const accepted = await action.run<Acceptance>('acceptDrift', { system, entity, body: JSON.stringify({ fields }) });
    if (accepted !== undefined) {
      decided(accepted);
    }
  };
  const decline = async () => {
    if ((await action.run('declineDrift', { system, entity, body: JSON.stringify({ fields, reason }) })) !== undefined) {
      decided(undefined);
    }
  };
  const idle = fields.length === 0 || action.busy;
  return (
    <Stack hasGutter>
      <Rows label="Proposals" rows={proposals} columns={columns(chosen, choose)} keyOf={one => `${one.field} ${one.kind}`} />
      <ProblemAlert problem={action.problem} />
      <Form onSubmit={event => event.preventDefault()}>
        <FormGroup label="Why it is declined, for whoever looks later" fieldId="decline-reason">
          <TextInput id="decline-reason" value={reason} onChange={(_event, value) => setReason(value)} />
        </FormGroup>
        <ActionList>
          <ActionListItem>
            <Button isDisabled={idle} onClick={() => void accept()}>
              Accept {count(fields.length)}
            </Button>
          </ActionListItem>
          <ActionListItem>
            <Button variant="secondary" isDisabled={idle || reason.trim() === ''} onClick={() => void decline()}>
              Decline {count(fields.length)}
            </Button>
          </ActionListItem>
        </ActionList>
      </Form>
    </Stack>
  );
}

function columns(chosen: ReadonlySet<string>, choose: (field: string, wanted: boolean) => void): readonly Column<Proposal>[] {
  return [
    {
      title: 'Chosen',
      cell: one => <Checkbox id={`choose-${one.field}`} aria-label={`Choose ${one.field}`} isChecked={chosen.has(one.field)} onChange={(_event, wanted) => choose(one.field, wanted)} />,
    },
    { title: 'Field', cell: one => one.field },
    { title: 'Is', cell: one => one.kind },
    { title: 'Column', cell: one => [one.column, one.type].filter(part => part !== null).join(' ') },
    { title: 'Records', cell: one => `${count(one.records)} in ${count(one.batches)} batches` },
    { title: 'For example', cell: one => one.examples.join(', ') },
  ];
}
