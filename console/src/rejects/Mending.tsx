import { ActionList, ActionListItem, Alert, Button, Form, FormGroup, Stack, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Items, Replay, Task, TrialResult } from '../asking/documents';
import { useAction } from '../asking/useAction';
import { count } from '../shown/figures';
import { ProblemAlert } from '../shown/ProblemAlert';
import { Trial } from './Trial';

interface Properties {
  /** Of rejects that are open. */
  ids: readonly string[];
  /** Called when something became of them. */
  changed: () => void;
}

/** What can be done with rejects: send them through their flows again, or say that they are not needed. */
export function Mending({ ids, changed }: Properties) {
  const action = useAction();
  const [replays, setReplays] = useState<readonly Replay[]>();
  const [dropping, setDropping] = useState(false);
  const [trial, setTrial] = useState<number>();
  const idle = ids.length === 0 || action.busy;
  const tryOut = async () => {
    const begun = await action.run<Task<TrialResult>>('dryRunRejects', { body: JSON.stringify({ ids }) });
    setTrial(begun?.task);
  };
  const replay = async () => {
    const queued = await action.run<Items<Replay>>('replayRejects', { body: JSON.stringify({ ids }) });
    if (queued !== undefined) {
      setReplays(queued.items);
      changed();
    }
  };
  const drop = async (reason: string) => {
    const dropped = await action.run('dropRejects', { body: JSON.stringify({ ids, reason }) });
    if (dropped !== undefined) {
      setDropping(false);
      changed();
    }
  };
  return (
    <Stack hasGutter>
      <ActionList>
        <ActionListItem>
          <Button variant="secondary" isDisabled={idle} onClick={() => void tryOut()}>
            Try {count(ids.length)}
          </Button>
        </ActionListItem>
        <ActionListItem>
          <Button isDisabled={idle} onClick={() => void replay()}>
            Replay {count(ids.length)}
          </Button>
        </ActionListItem>
        <ActionListItem>
          <Button variant="secondary" isDisabled={idle} onClick={() => setDropping(true)}>
            Drop {count(ids.length)}
          </Button>
        </ActionListItem>
      </ActionList>
      {dropping && <DropForm busy={action.busy} drop={reason => void drop(reason)} leave={() => setDropping(false)} />}
      <ProblemAlert problem={action.problem} />
      {trial !== undefined && <Trial task={trial} />}
      {replays !== undefined && <Queued replays={replays} />}
    </Stack>
  );
}

function DropForm({ busy, drop, leave }: { busy: boolean; drop: (reason: string) => void; leave: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <Form
      onSubmit={event => {
        event.preventDefault();
        drop(reason);
      }}
    >
      <FormGroup label="Why are they not needed?" fieldId="drop-reason" isRequired>
        <TextInput id="drop-reason" isRequired value={reason} onChange={(_event, value) => setReason(value)} />
      </FormGroup>
      <ActionList>
        <ActionListItem>
          <Button type="submit" variant="danger" isDisabled={busy || reason.trim() === ''}>
            Drop them
          </Button>
        </ActionListItem>
        <ActionListItem>
          <Button variant="link" onClick={leave}>
            Keep them
          </Button>
        </ActionListItem>
      </ActionList>
    </Form>
  );
}

function Queued({ replays }: { replays: readonly Replay[] }) {
  return (
    <Alert variant="success" isInline isLiveRegion title="Their flows land them at their next pass">
      <ul>
        {replays.map(replay => (
          <li key={replay.batch}>
            {count(replay.records)} of {replay.flow}: <Link to={`/caravan/runs/batch/${encodeURIComponent(replay.batch)}`}>{replay.batch}</Link>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
