import type { ComponentType } from 'react';
import { Budgets } from './budgets/Budgets';
import { Contracts } from './contracts/Contracts';
import { Overview } from './overview/Overview';
import { Quality } from './quality/Quality';
import { Rejects } from './rejects/Rejects';
import { Runs } from './runs/Runs';

/** The pages in the order in which they are offered. */
export const PAGES: readonly { path: string; title: string; component: ComponentType }[] = [
  { path: 'overview', title: 'Overview', component: Overview },
  { path: 'runs', title: 'Runs', component: Runs },
  { path: 'rejects', title: 'Rejects', component: Rejects },
  { path: 'contracts', title: 'Contracts', component: Contracts },
  { path: 'quality', title: 'Quality', component: Quality },
  { path: 'budgets', title: 'Budgets', component: Budgets },
];
