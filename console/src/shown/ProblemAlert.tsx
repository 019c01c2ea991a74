import { Alert } from '@patternfly/react-core';
import type { Problem } from '../asking/problem';

/** A refusal, read out by screen readers when it appears. */
export function ProblemAlert({ problem }: { problem: Problem | undefined }) {
  if (problem === undefined) {
    return null;
  }
  return (
    <Alert variant="danger" isInline isLiveRegion title={problem.title}>
      {problem.detail !== undefined && problem.detail !== problem.title && <p>{problem.detail}</p>}
      {(problem.problems?.length ?? 0) > 1 && <ul>{problem.problems?.map(one => <li key={one.message}>{one.message}</li>)}</ul>}
      {problem.next !== undefined && <p>{problem.next}</p>}
      {problem.code !== undefined && <p>Code {problem.code}</p>}
    </Alert>
  );
}
