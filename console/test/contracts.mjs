import { fitsPhone, isReadableInLightAndDark, open, reachByTab } from './hawtio.mjs';

/** Accepts what data asks of a contract, and finds the rejects that can land then. */
export async function contracts(page, keep) {
  await open(page, 'Contracts', 'Contracts');
  await fitsPhone(page);
  await page.getByRole('grid', { name: 'Proposals' }).getByRole('link', { name: 'shop/order' }).click();
  await page.getByText('version: 1.0.0').waitFor();
  await reachByTab(page, page.getByRole('checkbox', { name: 'Choose tier' }));
  await page.keyboard.press('Space');
  await keep('contract');
  await fitsPhone(page);
  await reachByTab(page, page.getByRole('button', { name: 'Accept 1' }));
  await page.keyboard.press('Enter');

  await page.getByText('shop/order is version 1.1.0 now').waitFor();
  await page.getByText('version: 1.1.0').waitFor();
  await isReadableInLightAndDark(page, page.getByRole('heading', { name: 'As it is written' }));
  await fitsPhone(page);
  await page.getByRole('link', { name: '1 rejects of orders' }).click();
  await page.getByRole('grid', { name: 'Rejects' }).getByText('tier', { exact: true }).waitFor();
}
