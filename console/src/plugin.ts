import { hawtio } from '@hawtio/react';
import { dress } from './appearance';
import { Pages } from './Pages';

/** Called by Hawtio once it has loaded the file. */
export function plugin(): void {
  dress();
  hawtio.addPlugin({
    id: 'caravan',
    title: 'Caravan',
    path: '/caravan',
    // Before Hawtio's own, so that the console opens with it.
    order: -1,
    component: Pages,
    isActive: async () => true,
  });
}
