import { useState } from 'react';
import { call, type Given } from './operations';
import { problemOf, type Problem } from './problem';

/** Something that a person lets happen. */
export interface Action {
  /** While the process works on it. */
  busy: boolean;
  problem: Problem | undefined;
  /** Resolves with the answer, or with undefined when it was refused, which then stands in `problem`. */
  run: <Document>(operation: string, given: Given) => Promise<Document | undefined>;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async <Document>(operation: string, given: Given) => {
    setBusy(true);
    setProblem(undefined);
    try {
      return await call<Document>(operation, given);
    } catch (thrown) {
      setProblem(problemOf(thrown));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
