import { expect, fitsPhone, isReadableInLightAndDark, open, reachByTab } from './hawtio.mjs';

/** Mends a reject, tries it out and replays it until it has landed; drops those of another rule. */
export async function rejects(page, keep) {
  await open(page, 'Rejects', 'Rejects');
  await fitsPhone(page);
  await reachByTab(page, page.getByRole('link', { name: 'required', exact: true }));
  await page.keyboard.press('Enter');
  await fitsPhone(page);
  await page.getByRole('grid', { name: 'Rejects' }).getByRole('link').click();

  await mendAndReplay(page, keep);
  await drop(page);
}

async function mendAndReplay(page, keep) {
  const record = page.getByRole('textbox', { name: 'The record' });
  await record.waitFor();
  expect((await record.inputValue()) === '3,,5', `the record is shown as ${await record.inputValue()}`);
  await isReadableInLightAndDark(page, page.getByText('country', { exact: true }));
  await fitsPhone(page);
  await reachByTab(page, record);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('3,DE,5');
  await keep('reject');
  await reachByTab(page, page.getByRole('button', { name: 'Save' }));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save', disabled: true }).waitFor();
  await reachByTab(page, page.getByRole('button', { name: 'Try 1' }));
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Dry run' }).getByText('1 read = 1 landed + 0 rejected').waitFor();
  await reachByTab(page, page.getByRole('button', { name: 'Replay 1' }));
  await page.keyboard.press('Enter');

  await page.getByText('Their flows land them at their next pass').waitFor();
  await page.getByRole('listitem').filter({ hasText: '1 of orders' }).getByRole('link').click();
  await page.getByText('1 read = 1 landed + 0 rejected + 0 deduplicated + 0 filtered').waitFor();
}

async function drop(page) {
  await open(page, 'Rejects', 'Rejects');
  await page.getByRole('link', { name: 'type', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Choose all of this page' }).check();
  await page.getByRole('button', { name: 'Drop 2' }).click();
  await page.getByRole('textbox', { name: 'Why are they not needed?' }).fill('sent by mistake');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Rejects' }).getByText('dropped').nth(1).waitFor();
}
