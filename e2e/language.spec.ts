import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { fakeWorker } from './fakeWorker.ts';
import { englishSentences, untold } from './germanTexts.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

const visibleText = (page: Page): Promise<string> => page.locator('body').innerText();

test('the page speaks German, in every view, and remembers it', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await runThrough(page);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  expect(englishSentences.length).toBeGreaterThan(300);
  const views = await page.locator('.nav a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  for (const view of views) {
    await page.goto(`/${view}`);
    await expect(page.locator('.nav [aria-current="page"]')).toHaveAttribute('href', view!);
    await expect(page.getByText(/Diagramme werden geladen/)).toHaveCount(0);
    expect(untold(await visibleText(page)), view!).toEqual([]);
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.reload();
  await expect(page.getByRole('link', { name: 'Zusehen' })).toBeVisible();
});

test('a browser that asks for German gets it, numbers included', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ locale: 'de-DE', baseURL: baseURL! });
  const page = await context.newPage();
  await page.goto('/#/learn/4');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Warum Gruppen');
  await expect(page.locator('.bench .statistics')).toContainText(/Mittel μ = 0,\d\d/);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Why groups');
  await expect(page.locator('.bench .statistics')).toContainText(/mean μ = 0\.\d\d/);
  await context.close();
});

test('why it computes where it does is told in German', async ({ quiet: page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await fakeWorker(page, {
    device: { backend: 'wasm', adapter: 'WebAssembly SIMD, 3 threads' },
    notice: 'There is no WebGPU here: the run is live on WASM.',
  });
  await arrive(page);
  await page.evaluate(() => window.visplay!.perform('language'));
  await page.evaluate(() => window.visplay!.perform('start'));
  await expect(page.getByTestId('notice')).toContainText('Hier gibt es kein WebGPU');
});

test('what went wrong is told in German, with its values and its way out', async ({ quiet: page }) => {
  await arrive(page, '/?preset=best&questioner.steps=1000000');
  await expect(page.getByRole('alert').first()).toContainText('There is no preset "best".');
  await page.evaluate(() => window.visplay!.perform('language'));
  await expect(page.getByRole('alert').first()).toContainText('Es gibt keine Voreinstellung „best“.');
  await expect(page.locator('[data-fault="setting-range"]')).toContainText(
    '„1000000“ ist kein Wert für questioner.steps. Es ist eine ganze Zahl von',
  );
});
