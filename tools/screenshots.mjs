/**
 * Pictures of every view of the built page, in several sizes and both themes, to be looked at:
 *   npm run screenshots -- [--out DIR] [--view NAME]... [--size NAME]... [--theme NAME]... [--locale de] [--mode teach] [--full]
 * A view is one of the page's own (`watch`), a sheet over it (`device`; where it scrolls, its end too), `first` (five
 * seconds after arriving), `lesson`, `closeups`, `fault` (an address with mistakes), or `empty-watch` and the like: the
 * view where nothing is recorded. `--full` takes the page to its end. Build first.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser, servePage, toItsEnd } from './visit.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    view: { type: 'string', multiple: true },
    size: { type: 'string', multiple: true },
    theme: { type: 'string', multiple: true },
    locale: { type: 'string', default: 'en' },
    mode: { type: 'string', default: 'explore' },
    full: { type: 'boolean', default: false },
  },
});
const sizes = [
  { name: '360', width: 360, height: 740, deviceScaleFactor: 2 },
  { name: 'zoom', width: 640, height: 360, deviceScaleFactor: 2 },
  { name: '980', width: 980, height: 720 },
  { name: '1280', width: 1280, height: 720 },
  { name: '1920', width: 1920, height: 1080 },
].filter(({ name }) => values.size === undefined || values.size.includes(name));
const themes = ['light', 'dark'].filter(
  (theme) => values.theme === undefined || values.theme.includes(theme),
);
const wanted = (what) => values.view === undefined || values.view.includes(what);

const { address: root, close } = await servePage();
const address = values.mode === 'explore' ? root : `${root}?mode=${values.mode}`;
const browser = await openBrowser();
mkdirSync(values.out, { recursive: true });

/** A page of one size and theme, and how to take its picture. */
async function open({ name, width, height, deviceScaleFactor }, theme, reducedMotion) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor,
    colorScheme: theme,
    locale: values.locale,
    reducedMotion,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const shoot = async (what) => {
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(600);
    const mode = values.mode === 'explore' ? '' : `-${values.mode}`;
    const path = join(values.out, `${what.replaceAll(' ', '-')}-${name}-${theme}${mode}.png`);
    await page.screenshot({ path, fullPage: values.full });
    console.log(path);
  };
  const show = (view) => page.evaluate((hash) => (location.hash = hash), `#/${view}`);
  return { context, page, shoot, show };
}

async function first(size, theme) {
  const { context, page, shoot } = await open(size, theme, 'no-preference');
  await page.goto(address);
  await page.waitForTimeout(5000);
  await shoot('first');
  await context.close();
}

async function fault(size, theme) {
  const { context, page, shoot } = await open(size, theme, 'reduce');
  await page.goto(`${root}?mode=${values.mode}&preset=best&questioner.steps=-3&colour=red`);
  await shoot('fault');
  await context.close();
}

async function full(size, theme) {
  const { context, page, shoot, show } = await open(size, theme, 'reduce');
  await page.goto(address);
  await toItsEnd(page);
  const views = await page.evaluate(() => window.visplay.views);
  for (const view of views.filter(wanted)) {
    await show(view);
    await shoot(view);
  }
  if (wanted('closeups')) {
    await show('charts');
    await page.locator('.segments button').nth(1).click();
    await shoot('closeups');
  }
  if (wanted('lesson')) {
    await show('learn/3');
    await shoot('lesson');
  }
  await show(views[0]);
  const sheets = await page.evaluate(() => window.visplay.sheets);
  for (const sheet of sheets.filter(wanted)) {
    await page.evaluate((id) => window.visplay.perform(id), sheet);
    await shoot(sheet);
    const more = await page.evaluate(() => {
      const scrolls = [...document.querySelectorAll('dialog[open], dialog[open] *')].find(
        (one) =>
          one.scrollHeight > one.clientHeight + 8 && /auto|scroll/.test(getComputedStyle(one).overflowY),
      );
      scrolls?.scrollTo(0, scrolls.scrollHeight);
      return scrolls !== undefined;
    });
    if (more) await shoot(`${sheet}-end`);
    await page.keyboard.press('Escape');
  }
  await context.close();
}

async function empty(size, theme) {
  const { context, page, shoot, show } = await open(size, theme, 'reduce');
  await page.route('**/recorded/index.json', (route) => route.fulfill({ json: [] }));
  await page.goto(address);
  await page.waitForFunction(() => window.visplay?.state().pictures > 0);
  for (const view of await page.evaluate(() => window.visplay.views)) {
    if (!wanted(`empty-${view}`)) continue;
    await show(view);
    await shoot(`empty-${view}`);
  }
  await context.close();
}

const some = (test) => values.view === undefined || values.view.some(test);
try {
  for (const size of sizes) {
    for (const theme of themes) {
      if (wanted('first')) await first(size, theme);
      if (wanted('fault')) await fault(size, theme);
      if (some((view) => !['first', 'fault'].includes(view) && !view.startsWith('empty-')))
        await full(size, theme);
      if (some((view) => view.startsWith('empty-'))) await empty(size, theme);
    }
  }
} finally {
  await browser.close();
  await close();
}
