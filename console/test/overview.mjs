import { fitsPhone, isReadableInLightAndDark, reachByTab } from './hawtio.mjs';

/** Sees how flows stand, and lets one go on that was suspended or stopped, by keyboard. */
export async function overview(page, keep) {
  await page.getByRole('heading', { name: 'Flows', level: 1 }).waitFor();
  await page.getByText('7 read = 3 landed + 4 rejected').waitFor();
  await page.getByRole('grid', { name: 'Outside systems' }).getByRole('row', { name: /^ledger closed/ }).waitFor();
  await page.getByText('This process is ready').waitFor();
  await keep('overview');
  await page.getByRole('button', { name: /^All \d+ checks/ }).click();
  await page.getByRole('grid', { name: 'Checks' }).getByText('caravan-dependencies').waitFor();

  await reachByTab(page, page.getByRole('button', { name: 'Suspend orders' }));
  await page.keyboard.press('Enter');
  await page.getByText('suspended').waitFor();
  await reachByTab(page, page.getByRole('button', { name: 'Resume orders' }));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Suspend orders' }).waitFor();

  // Elsewhere: a stop is for all processes, and the console has no button for it.
  await page.evaluate(() => fetch('/api/v1/flows/orders/stop', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"reason": "its source moves"}' }));
  await page.getByText(/^by .+: its source moves$/).waitFor();
  await reachByTab(page, page.getByRole('button', { name: 'Start orders' }));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Suspend orders' }).waitFor();

  await isReadableInLightAndDark(page, page.getByRole('heading', { name: 'Flows' }));
  await fitsPhone(page);
}
