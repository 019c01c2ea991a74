import { Spinner } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import type { Asked } from '../asking/useAsked';
import { ProblemAlert } from './ProblemAlert';

interface Properties<Document> {
  asked: Asked<Document>;
  children: (document: Document) => ReactNode;
}

/** What was asked for, once it is known; before that a spinner, and what is wrong when it was refused. */
export function Answered<Document>({ asked, children }: Properties<Document>) {
  return (
    <>
      <ProblemAlert problem={asked.problem} />
      {asked.document !== undefined && children(asked.document)}
      {asked.document === undefined && asked.problem === undefined && <Spinner aria-label="Asking the process" />}
    </>
  );
}
