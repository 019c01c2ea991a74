/** What an operator is told of a refusal: what is wrong, why, and the next move. */
export interface Problem {
  title: string;
  detail?: string | undefined;
  code?: string | undefined;
  next?: string | undefined;
  problems?: readonly { message?: string }[];
}

/** Thrown by calls that were refused. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** Of whatever was thrown; what is no refusal means that the process did not answer. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Refusal) {
    return thrown.problem;
  }
  const said = thrown instanceof Error ? thrown.message : undefined;
  return { title: 'The process does not answer', detail: said, next: 'See whether it still runs, then reload the page.' };
}
