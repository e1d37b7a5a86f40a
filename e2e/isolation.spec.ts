/** The built page from a host of plain files, which sends none of the headers that threads need. */
import type { Page } from '@playwright/test';
import { plainHost, type PlainHost } from './plainHost.ts';
import { expect, test, untilDrawn } from './visit.ts';

test.use({ serviceWorkers: 'allow' });

let host: PlainHost;

test.beforeAll(async () => {
  host = await plainHost();
});

test.afterAll(async () => {
  await host.unplug();
});

/** What the worker computes on, as the run's first event says. */
async function adapterOf(page: Page): Promise<string> {
  await page.locator('[data-action="start"]').click();
  // The recording is shown until the live run has something to say.
  await page.waitForFunction(
    () => window.visplay?.state().source === 'live' && window.visplay.run().header !== null,
    undefined,
    { timeout: 45_000 },
  );
  return page.evaluate(() => window.visplay!.run().header!.device.adapter);
}

test('a plain host: isolated after one reload, and WebAssembly computes on threads', async ({ page }) => {
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(`${host.address}/?backend=wasm`);
  await page.waitForFunction(() => crossOriginIsolated && window.visplay !== undefined);
  await untilDrawn(page);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(await adapterOf(page)).toMatch(cores > 1 ? /^WebAssembly SIMD, \d+ threads$/ : /1 thread$/);
  expect(loads).toBe(2);
});

test.describe('service workers blocked', () => {
  test.use({ serviceWorkers: 'block' });

  test('a plain host: no reload, and WebAssembly computes on one thread', async ({ page }) => {
    let loads = 0;
    page.on('load', () => (loads += 1));
    await page.goto(`${host.address}/?backend=wasm`);
    await untilDrawn(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await adapterOf(page)).toBe('WebAssembly SIMD, 1 thread');
    expect(loads).toBe(1);
  });
});
