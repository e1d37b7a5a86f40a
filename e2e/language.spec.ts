import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { fakeWorker } from './fakeWorker.ts';
import { englishSentences, pointed, untold } from './germanTexts.ts';
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
    expect.soft(await pointed(page), `${view}: decimals`).toEqual([]);
  }
  // The arithmetic of a reward, the close-ups of the charts, and what is said of a setting.
  await page.goto('/#/groups');
  await page.getByRole('button', { name: /Phase A.* 1$/ }).click();
  await expect(page.getByTestId('member-detail').locator('math').first()).toContainText('0,5');
  expect.soft(await pointed(page), 'a group of questions: decimals').toEqual([]);
  await page.goto('/#/charts');
  await page.locator('.charts .segments button').nth(1).click();
  await expect(page.locator('.alarm-list')).toContainText('trifft');
  expect.soft(untold(await visibleText(page)), 'close-ups').toEqual([]);
  expect.soft(await pointed(page), 'close-ups: decimals').toEqual([]);
  await page.goto('/#/setup');
  await expect(page.locator('[data-knob] .name button').first()).toBeVisible();
  await page.locator('[data-knob] .name button').evaluateAll((all) => {
    for (const about of all) if (about instanceof HTMLElement) about.click();
  });
  await expect(page.locator('[data-knob] .about').first()).toContainText('Zahl von');
  expect.soft(await pointed(page), 'settings: decimals').toEqual([]);
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
