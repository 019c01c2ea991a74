import { ActionList, ActionListItem, Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, TextArea } from '@patternfly/react-core';
import { useState } from 'react';
import type { Reject } from '../asking/documents';
import { useAction } from '../asking/useAction';
import { ProblemAlert } from '../shown/ProblemAlert';

/** What stands for a sensitive value. */
const HIDDEN = '***';

/** The record as it came, to be given as it should have come. What is hidden is asked for first, so that no stars are landed. */
export function RecordEditor({ reject, saved }: { reject: Reject; saved: () => void }) {
  const action = useAction();
  const [raw, setRaw] = useState(reject.raw ?? '');
  const hidden = raw.includes(HIDDEN);
  const save = async () => {
    if ((await action.run('editReject', { reject: reject.id, body: JSON.stringify({ raw }) })) !== undefined) {
      saved();
    }
  };
  const unmask = async () => {
    const shown = await action.run<Reject>('showRejectUnmasked', { reject: reject.id });
    setRaw(before => shown?.raw ?? before);
  };
  if (reject.raw == null) {
    return <p>This record is no text; `caravan rejects edit` mends it from a file.</p>;
  }
  return (
    <Form
      onSubmit={event => {
        event.preventDefault();
        void save();
      }}
    >
      <FormGroup label="The record, in the format of its source" fieldId="record">
        <TextArea id="record" value={raw} onChange={(_event, value) => setRaw(value)} resizeOrientation="vertical" rows={4} isRequired />
        {hidden && (
          <FormHelperText>
            <HelperText>
              <HelperTextItem>Sensitive values are hidden. They have to be shown before the record can be edited; the audit notes that.</HelperTextItem>
            </HelperText>
          </FormHelperText>
        )}
      </FormGroup>
      <ProblemAlert problem={action.problem} />
      <ActionList>
        <ActionListItem>
          <Button type="submit" variant="secondary" isDisabled={action.busy || hidden || raw === reject.raw || raw === ''}>
            Save
          </Button>
        </ActionListItem>
        {hidden && (
          <ActionListItem>
            <Button variant="link" isDisabled={action.busy} onClick={() => void unmask()}>
              Show sensitive values
            </Button>
          </ActionListItem>
        )}
      </ActionList>
    </Form>
  );
}
