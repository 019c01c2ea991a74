import { PageSection, Stack, StackItem, Title } from '@patternfly/react-core';
import { Children, type ReactNode } from 'react';

interface Properties {
  title: string;
  /** Whether the page begins with it. */
  first?: boolean;
  children: ReactNode;
}

/** A part of a page, under its own heading. */
export function Part({ title, first = false, children }: Properties) {
  return (
    <PageSection isFilled={false}>
      <Stack hasGutter>
        <Title headingLevel={first ? 'h1' : 'h2'}>{title}</Title>
        {Children.map(children, child => child && <StackItem>{child}</StackItem>)}
      </Stack>
    </PageSection>
  );
}
