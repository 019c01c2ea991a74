import { Label } from '@patternfly/react-core';

type Color = 'green' | 'blue' | 'red' | 'orange' | 'grey';

/** The same word has the same colour on all pages; the word itself always stands there too. */
const COLORS: Readonly<Record<string, Color>> = {
  running: 'blue',
  idle: 'green',
  done: 'green',
  committed: 'green',
  landed: 'green',
  replayed: 'green',
  up: 'green',
  ready: 'green',
  failed: 'red',
  down: 'red',
  'not ready': 'red',
  suspended: 'orange',
  stopped: 'orange',
  abandoned: 'orange',
};

/** How something stands, in one word. */
export function StateLabel({ state }: { state: string }) {
  return (
    <Label isCompact color={COLORS[state] ?? 'grey'}>
      {state}
    </Label>
  );
}
