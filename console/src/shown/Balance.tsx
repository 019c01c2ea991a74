import { Label } from '@patternfly/react-core';
import type { Counts } from '../asking/documents';
import { count } from './figures';

const FATES = ['landed', 'rejected', 'deduplicated', 'filtered'] as const;

/** What became of records, as a sum that has to come out even. */
export function Balance({ counts }: { counts: Counts }) {
  const told = FATES.reduce((sum, fate) => sum + counts[fate], 0);
  return (
    <p>
      <strong>{count(counts.read)}</strong> read = {FATES.map(fate => `${count(counts[fate])} ${fate}`).join(' + ')}{' '}
      {told === counts.read ? (
        <Label isCompact color="green">
          balanced
        </Label>
      ) : (
        <Label isCompact color="red">
          {count(Math.abs(counts.read - told))} {counts.read > told ? 'not accounted for' : 'too many'}
        </Label>
      )}
    </p>
  );
}
