import { fitsPhone, isReadableInLightAndDark, open } from './hawtio.mjs';

/** Sees how much of what flows share is in use. */
export async function budgets(page) {
  await open(page, 'Budgets', 'Budgets');
  await page.getByRole('heading', { name: 'engine memory', level: 2 }).waitFor();
  await page.getByRole('progressbar', { name: /of 244 MiB in use$/ }).waitFor();
  await isReadableInLightAndDark(page, page.getByRole('heading', { name: 'Budgets' }));
  await fitsPhone(page);
}
