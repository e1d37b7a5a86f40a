import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { views } from '../src/app/screen.ts';
import { encodeCheckpoint } from '../src/runs/checkpoint.ts';
import { packRun } from '../src/runs/runFile.ts';
import { sampleCheckpoint } from '../src/runs/sampleRun.ts';
import { fakeWorker } from './fakeWorker.ts';
import { pointed, untold } from './germanTexts.ts';
import { hand, png } from './hand.ts';
import { flaws, settled, smallTexts } from './looks.ts';
import { arrive, chooseRun, expect, runThrough, test, untilDrawn, untilWorker } from './visit.ts';

/** What axe finds, as one line for each element. Beside its usual rules: targets that a finger can hit. */
async function violations(page: Page, within = 'html'): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .include(within)
    .options({ rules: { 'target-size': { enabled: true } } })
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

// Colours do not depend on the width, nor what a view is made of on the theme: three of the four tell all.
for (const [theme, width] of [
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
] as const) {
  test(`every view is accessible in the ${theme} theme at ${width} px`, async ({ quiet: page }) => {
    // A dozen looks by axe, of some seconds each.
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4 });
    await arrive(page);
    await page.setViewportSize({ width, height: 800 });
    expect(await violations(page), 'before the first run').toEqual([]);
    await runThrough(page);
    for (const view of views) {
      await page.evaluate((name) => window.visplay!.show(name), view);
      await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
      if (view === 'charts') await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
      expect(await violations(page), view).toEqual([]);
      if (view !== 'charts') continue;
      await page.getByRole('button', { name: 'Close-ups' }).click();
      expect(await violations(page), 'close-ups').toEqual([]);
    }
    for (const sheet of await page.evaluate(() => window.visplay!.sheets)) {
      await page.evaluate((name) => window.visplay!.perform(name), sheet);
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page), sheet).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
}

test.describe(() => {
  // Words are longer than in English.
  test.use({ locale: 'de' });

  test('every sheet stands in German, on a phone and on a desk', async ({ quiet: page }) => {
    // Twenty looks by axe.
    test.setTimeout(240_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4 });
    await page.route('**/recorded/index.json', (route) => route.fulfill({ json: [] }));
    await page.goto('/');
    await untilDrawn(page);
    await page.evaluate(() => window.visplay!.perform('start'));
    await untilWorker(page, 'ended');
    const sheet = page.getByRole('dialog');
    for (const name of await page.evaluate(() => window.visplay!.sheets)) {
      await page.evaluate((one) => window.visplay!.perform(one), name);
      await expect(sheet).toBeVisible();
      for (const [width, height] of [
        [1280, 720],
        [360, 740],
      ] as const) {
        await page.setViewportSize({ width, height });
        await settled(page);
        const at = `${name} at ${width}`;
        expect.soft(untold(await sheet.innerText()), `${at}: texts`).toEqual([]);
        expect.soft(await pointed(page), `${at}: decimals`).toEqual([]);
        expect.soft(await flaws(page), `${at}: layout`).toEqual([]);
        expect.soft(await violations(page, 'dialog[open]'), `${at}: axe`).toEqual([]);
      }
      await page.keyboard.press('Escape');
      await expect(sheet).toHaveCount(0);
    }
  });
});

for (const theme of ['light', 'dark'] as const) {
  test(`faults and offers are accessible in the ${theme} theme`, async ({ quiet: page }) => {
    const fault = { code: 'quota', said: 'The browser has no room left.', fix: 'Lower silver.pictures.' };
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4, fault: { before: 8, fault, fatal: false } });
    await arrive(page, '/?preset=best');
    await hand(page, 'drop', [{ name: 'red.png', mimeType: 'image/png', buffer: await png(page, 'red') }]);
    await expect(page.getByTestId('picture-count')).toHaveText('1 picture');
    await page.getByRole('button', { name: 'Remove red.png' }).click();
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('picture-count')).toHaveText('1 picture');
    await runThrough(page);
    await page.getByRole('button', { name: 'Remove red.png' }).click();
    await expect(page.getByTestId('undo')).toBeVisible();
    await expect(page.locator('[data-fault]')).toHaveCount(2);
    expect(await violations(page)).toEqual([]);
  });
}

for (const [theme, mode] of [
  ['dark', 'explore'],
  ['light', 'teach'],
] as const) {
  test(`the sheets of models and of a push stand when there is much in them: ${theme}, ${mode}`, async ({
    quiet: page,
  }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4 });
    await arrive(page, '/#/runs');
    // With weights: what has none is not offered.
    const weights = Buffer.concat(encodeCheckpoint(sampleCheckpoint(tinyRun.length - 1)));
    const buffer = Buffer.from(packRun(tinyRun, { checkpoints: new Map([['resume.ckpt', weights]]) }));
    await chooseRun(page, { name: 'tiny.visplay', mimeType: 'application/zip', buffer });
    // Kept by then: it is read for the screen after it is put among the runs.
    await page.waitForFunction(() => window.visplay?.run().header != null);
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect(page.locator('[data-run]').first()).toBeVisible();

    await arrive(page, `/?mode=${mode}&model=HuggingFaceTB/SmolVLM-256M-Instruct`);
    const looked = async (sheet: string): Promise<void> => {
      for (const [width, height] of [
        [360, 740],
        [640, 360],
        [1280, 720],
      ] as const) {
        await page.setViewportSize({ width, height });
        await settled(page);
        expect.soft(await flaws(page), `${sheet} at ${width}: layout`).toEqual([]);
        if (mode === 'teach') expect.soft(await smallTexts(page), `${sheet} at ${width}: 20 px`).toEqual([]);
      }
      expect.soft(await violations(page), `${sheet}: axe`).toEqual([]);
    };
    await page.evaluate(() => window.visplay!.perform('start'));
    const models = page.getByRole('dialog', { name: 'Models' });
    await expect(models).toContainText('is not on this machine yet');
    await expect(models).toContainText('weights take', { timeout: 60_000 });
    await expect(models.locator('[data-preset="smolvlm-quick"]')).toBeVisible();
    await models.getByText('Hub, mirror and token').click();
    await looked('models');
    await page.keyboard.press('Escape');
    await page.evaluate(() => window.visplay!.perform('push'));
    const push = page.getByRole('dialog', { name: 'Push to the Hub' });
    await push.getByText('The model card that goes with it').click();
    await expect(push.getByRole('textbox', { name: 'The model card that goes with it' })).toHaveValue(/^---/);
    await looked('push');
  });
}

test('every view has a heading, a main part and a title of its own for those who listen', async ({
  quiet: page,
}) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  const titles = new Set<string>();
  for (const view of views) {
    await page.evaluate((name) => window.visplay!.show(name), view);
    await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
    await expect(page.getByRole('main')).toHaveCount(1);
    await expect(page.getByRole('heading', { level: 1 }), view).toHaveCount(1);
    titles.add(await page.title());
  }
  expect(titles.size).toBe(views.length);
});

test('a new view is said', async ({ quiet: page }) => {
  await arrive(page);
  await page.evaluate(() => window.visplay!.show('groups'));
  await expect(page.getByTestId('announcer')).toHaveText('Groups');
});

test('the page can be used without a mouse', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('main [data-action="start"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('progress')).toContainText('Finished');
});

test('Tab reaches every control of every view', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  for (const view of views) {
    await page.evaluate((name) => window.visplay!.show(name), view);
    await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
    const missed = await page.evaluate(() => {
      // Lists with arrow keys have one stop for all of their members; disabled controls have none.
      const all = [
        ...document.querySelectorAll<HTMLElement>('main a[href], main button, main select, main input'),
      ];
      return all
        .filter(
          (one) =>
            one.checkVisibility() && !one.matches(':disabled') && one.closest('[data-arrows]') === null,
        )
        .filter((one) => one.tabIndex < 0)
        .map((one) => one.outerHTML.slice(0, 120));
    });
    expect(missed, view).toEqual([]);
  }
});
