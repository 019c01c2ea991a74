import { Spinner } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import type { Task, TrialResult } from '../asking/documents';
import { useOperation } from '../asking/useOperation';
import { Answered } from '../shown/Answered';
import { Balance } from '../shown/Balance';
import { count } from '../shown/figures';
import { ProblemAlert } from '../shown/ProblemAlert';
import { Why } from './Why';

const EVERY_MILLIS = 1000;

/** What would become of rejects if they were replayed now, as soon as the process has tried it. Nothing is changed by that. */
export function Trial({ task }: { task: number }) {
  const [every, setEvery] = useState<number | undefined>(EVERY_MILLIS);
  const asked = useOperation<Task<TrialResult>>('showTask', { task }, every);
  const ended = asked.document !== undefined && asked.document.state !== 'running';
  useEffect(() => setEvery(ended ? undefined : EVERY_MILLIS), [ended]);
  return (
    <Answered asked={asked}>
      {({ state, problem, items }) => (
        <section aria-label="Dry run" aria-live="polite">
          {state === 'running' && <Spinner aria-label="Trying" size="md" />}
          {problem !== null && <ProblemAlert problem={{ title: problem.message, code: problem.code, next: problem.next }} />}
          {items.map(result => (
            <Result key={`${result.flow} ${result.of}`} result={result} />
          ))}
        </section>
      )}
    </Answered>
  );
}

function Result({ result }: { result: TrialResult }) {
  return (
    <>
      <p>Replayed now, of {result.flow}:</p>
      <Balance counts={{ ...result, read: result.records }} />
      <Why failures={result.reasons} />
      {result.moreReasons > 0 && <p>and {count(result.moreReasons)} more</p>}
      <ProblemAlert problem={result.problem ?? undefined} />
    </>
  );
}
