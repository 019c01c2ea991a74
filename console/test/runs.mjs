import { expect, fitsPhone, isReadableInLightAndDark, open, reachByTab } from './hawtio.mjs';

/** Finds a run, its batches, and the ledger of one of them, which balances. */
export async function runs(page, keep) {
  await open(page, 'Runs', 'Runs');
  const run = page.getByRole('grid', { name: 'Runs' }).getByRole('row').filter({ hasText: '7 read = 3 landed + 4 rejected + 0 deduplicated + 0 filtered' });
  await run.getByText('balanced').waitFor();
  await fitsPhone(page);
  await reachByTab(page, run.getByRole('link'));
  await page.keyboard.press('Enter');

  const batch = page.getByRole('grid', { name: 'Batches' }).getByRole('row').filter({ hasText: '5 read = 2 landed + 3 rejected' });
  await batch.getByText('committed', { exact: true }).waitFor();
  expect((await page.getByText('balanced').count()) === 3, 'the run and its two batches are to balance');
  await keep('run');
  await fitsPhone(page);
  await isReadableInLightAndDark(page, page.getByRole('heading', { name: 'Batches' }));

  await batch.getByRole('link').click();
  await page.getByRole('heading', { name: /^Batch / }).waitFor();
  await page.getByRole('grid', { name: 'Where it landed' }).getByText('test/orders').waitFor();
  await fitsPhone(page);
}
