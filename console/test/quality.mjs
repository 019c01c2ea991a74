import { fitsPhone, isReadableInLightAndDark, open } from './hawtio.mjs';

/** Sees rejects over time, and what a batch looks like. */
export async function quality(page, keep) {
  await open(page, 'Quality', 'Rejects over time');
  await page.getByRole('img', { name: /^Rejected records: .*4 rejected/ }).waitFor();
  await page.getByRole('grid', { name: 'Rejects over time' }).waitFor();
  await isReadableInLightAndDark(page, page.getByRole('heading', { name: 'Rejects over time' }));
  await fitsPhone(page);

  await open(page, 'Runs', 'Runs');
  await page.getByRole('grid', { name: 'Runs' }).getByRole('row').filter({ hasText: '7 read' }).getByRole('link').click();
  await page.getByRole('row').filter({ hasText: '5 read = 2 landed + 3 rejected' }).getByRole('link').click();
  await page.getByRole('link', { name: 'What landed' }).click();
  await page.getByRole('img', { name: /^Values of amount: / }).waitFor();
  await page.getByText(/^10\.50* to 20\.0*$/).waitFor();
  await keep('profile');
  await fitsPhone(page);
}
