/**
 * What the pages use of Hawtio, which comes with the console at run time. The package itself is left out of the build: it would bring
 * 350 others for these lines.
 */
declare module '@hawtio/react' {
  import type { ComponentType } from 'react';

  export const hawtio: {
    addPlugin(plugin: { id: string; title: string; path: string; order: number; component: ComponentType; isActive: () => Promise<boolean> }): unknown;
  };

  /** Calls by POST, in the name of who is logged in. */
  export const jolokiaService: {
    sublist(path: string): Promise<unknown>;
    execute(mbean: string, operation: string, parameters: readonly string[]): Promise<unknown>;
  };
}
