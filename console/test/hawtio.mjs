import { chromium } from 'playwright-core';

const PHONE = { width: 375, height: 740 };
const DESK = { width: 1200, height: 800 };
const PATIENCE_MILLIS = 60_000;

/** Opens the console by its address, and closes the browser when the work is done or has failed. */
export async function withConsole(address, work) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage({ viewport: DESK, colorScheme: 'light', reducedMotion: 'reduce' });
    page.setDefaultTimeout(PATIENCE_MILLIS);
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.goto(address);
    try {
      await work(page);
    } catch (failure) {
      failure.message += `\non the page ${page.url()}:\n${await page.locator('body').innerText()}`;
      throw failure;
    }
    expect(errors.length === 0, `the page failed: ${errors.join('; ')}`);
  } finally {
    await browser.close();
  }
}

export function expect(holds, otherwise) {
  if (!holds) {
    throw new Error(otherwise);
  }
}

/** Goes to one of Caravan's pages by its link, as an operator does. */
export async function open(page, title, heading) {
  await page.getByRole('navigation', { name: 'Pages of Caravan' }).getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
}

/** Presses Tab until something has the focus, as who has no mouse; fails when it is never reached. */
export async function reachByTab(page, locator) {
  await locator.waitFor();
  await page.locator('#hawtio-main-page').evaluate(main => main.ownerDocument.activeElement?.blur?.());
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press('Tab');
    if (await locator.evaluate(element => element === element.ownerDocument.activeElement)) {
      return;
    }
  }
  throw new Error(`Tab never reaches ${locator}`);
}

/** The page fits a phone: nothing has to be scrolled sideways. */
export async function fitsPhone(page) {
  await page.setViewportSize(PHONE);
  const [wanted, there] = await page.evaluate(() => {
    const main = document.querySelector('main') ?? document.body;
    return [Math.max(document.documentElement.scrollWidth, main.scrollWidth), document.documentElement.clientWidth];
  });
  expect(wanted <= there, `the page is ${wanted} wide on a screen of ${there}: ${page.url()}`);
  await page.setViewportSize(DESK);
}

/** Text and background differ by the contrast that WCAG asks for (4.5), in light and in dark. */
export async function isReadableInLightAndDark(page, locator) {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    const { contrast, background } = await locator.evaluate(contrastOf);
    expect(contrast >= 4.5, `in ${scheme}, contrast is ${contrast.toFixed(1)} at ${page.url()}`);
    expect(scheme === 'dark' ? background < 0.2 : background > 0.6, `in ${scheme}, the background has luminance ${background.toFixed(2)}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Keeps what is seen for the documents, as it would be on a machine that keeps its inbox in a folder of a shop. */
export async function picture(page, path) {
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      texts.currentNode.data = texts.currentNode.data.replace(/\S*(?=\/inbox\/)/, '/srv/shop');
    }
  });
  await page.screenshot({ path });
}

// Runs in the page.
function contrastOf(element) {
  const parts = color => color.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) =>
    [red, green, blue]
      .map(part => part / 255)
      .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  let ground = element;
  while (ground.parentElement !== null && (parts(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) {
    ground = ground.parentElement;
  }
  const background = luminance(parts(getComputedStyle(ground).backgroundColor));
  const text = luminance(parts(getComputedStyle(element).color));
  return { background, contrast: (Math.max(text, background) + 0.05) / (Math.min(text, background) + 0.05) };
}
