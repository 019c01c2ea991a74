import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import type { ReactNode } from 'react';

/** Says that there is nothing, and why that may be. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <EmptyState variant="sm">
      <EmptyStateBody>{children}</EmptyStateBody>
    </EmptyState>
  );
}
