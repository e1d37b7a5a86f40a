/** One visit, then no network: the page opens and moves; with the model kept, it runs. */
import type { Page } from '@playwright/test';
import { plainHost, type PlainHost } from './plainHost.ts';
import { expect, runOf, stateOf, test, untilWorker, untilDrawn } from './visit.ts';

test.use({ serviceWorkers: 'allow' });

let host: PlainHost;

test.beforeEach(async () => {
  host = await plainHost();
});

test.afterEach(async () => {
  await host.unplug().catch(() => undefined);
});

/** A visit that lasts until the page is kept. */
async function visit(page: Page): Promise<void> {
  await page.goto(`${host.address}/?backend=wasm`);
  await page.waitForFunction(() => crossOriginIsolated && window.visplay !== undefined);
  // The last file of the list is there.
  const last = (): Promise<boolean> =>
    page.evaluate(
      async () => (await caches.match(new URL('recorded/index.json', location.href))) !== undefined,
    );
  await expect.poll(last, { timeout: 30_000 }).toBe(true);
}

test('opens and moves without a network after one visit', async ({ page }) => {
  await visit(page);
  await host.unplug();
  await page.goto(`${host.address}/?backend=wasm#/charts`);
  await expect(page.getByTestId('chip')).toContainText('Recorded on');
  await expect.poll(async () => (await runOf(page)).sequence).toBeGreaterThan(2);
  // A part of the page that the visit never opened.
  await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('goes live without a network once the model is kept, and only then', async ({ page }) => {
  await visit(page);
  await page.evaluate(() => window.visplay!.perform('device'));
  const sheet = page.getByRole('dialog', { name: 'Device and storage' });
  await expect(sheet.locator('[data-kept="copy page"]')).toContainText('This page');
  await sheet.getByRole('button', { name: 'Keep the model for offline use' }).click();
  await expect(sheet.locator('[data-kept="copy model"]')).toContainText('MB');
  await host.unplug();

  await page.goto(`${host.address}/?backend=wasm&preset=quick`);
  await untilDrawn(page);
  await page.evaluate(() => window.visplay!.perform('start'));
  await untilWorker(page, 'running', 40_000);
  // The recording is shown until the live run has something to say.
  await expect.poll(async () => (await stateOf(page)).source, { timeout: 60_000 }).toBe('live');

  // What is deleted is gone once it can no longer be taken back.
  await page.evaluate(() => window.visplay!.perform('stop'));
  await page.evaluate(() => window.visplay!.perform('device'));
  await expect(sheet.locator('[data-kept^="run "]')).toContainText('MB');
  await sheet.getByRole('button', { name: 'Delete The embedded model' }).click();
  await expect(sheet.locator('[data-kept="copy model"]')).toHaveCount(0);
  const copies = (): Promise<string> => page.evaluate(async () => (await caches.keys()).join());
  expect(await copies()).toContain('visplay model');
  await page.mouse.move(0, 0);
  await expect.poll(copies, { timeout: 20_000 }).not.toContain('visplay model');
});
