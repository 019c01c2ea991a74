import { Alert } from '@patternfly/react-core';
import { Link } from 'react-router-dom';
import type { Acceptance } from '../asking/documents';
import { count } from '../shown/figures';

/** How a contract changed, and which rejects can land now. */
export function Accepted({ acceptance }: { acceptance: Acceptance }) {
  return (
    <Alert variant="success" isInline isLiveRegion title={`${acceptance.contract} is version ${acceptance.to} now`}>
      <ul>
        {acceptance.changes.map(change => (
          <li key={`${change.where} ${change.what}`}>
            {change.where}: {change.what}
          </li>
        ))}
        {acceptance.replayable.map(one => (
          <li key={`${one.flow} ${one.rule} ${one.field}`}>
            <Link to={`/caravan/rejects/list?${new URLSearchParams({ ...(one.flow !== null && { flow: one.flow }), ...(one.rule !== null && { rule: one.rule }), status: 'open' })}`}>
              {count(one.rejects)} rejects of {one.flow}
            </Link>{' '}
            can be replayed
          </li>
        ))}
      </ul>
    </Alert>
  );
}
