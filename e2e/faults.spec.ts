import { fakeWorker } from './fakeWorker.ts';
import { arrive, chooseRun, expect, fault, runOf, saveRun, stateOf, test, untilWorker } from './visit.ts';

const start = '[data-action="start"]';

test('without WebGPU it goes live on WASM and says so', async ({ quiet: page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await fakeWorker(page, {
    device: { backend: 'wasm', adapter: 'WebAssembly SIMD, 3 threads' },
    notice: 'There is no WebGPU here: the run is live on WASM.',
  });
  await arrive(page);
  await expect(page.getByText('No WebGPU here: it will run on WASM')).toBeVisible();
  await page.locator(start).click();
  await expect(page.getByTestId('chip')).toHaveText('hand-written · Live on WASM, 3 threads');
  await expect(page.getByTestId('notice')).toContainText('the run is live on WASM');
  await untilWorker(page, 'ended');
});

test('WebGPU that was asked for and is not there is one press from WASM', async ({ quiet: page }) => {
  const none = { code: 'no-webgpu', said: 'This machine offers no adapter.', fix: 'Use the WASM backend.' };
  await fakeWorker(page, { failsToOpen: none });
  await arrive(page, '/?backend=webgpu');
  await page.locator(start).click();
  await expect(fault(page, 'no-webgpu')).toContainText('offers no adapter');
  await fault(page, 'no-webgpu').getByRole('button', { name: 'Run on WASM' }).click();
  await expect(page).toHaveURL(/\?backend=wasm/);
});

test('a lost device is one press from going on', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 60 });
  await arrive(page);
  await page.locator(start).click();
  await expect.poll(async () => (await runOf(page)).position?.stage).toBe('A');
  expect(await page.evaluate(() => window.visplay!.perform('lose device'))).toBe(true);
  const banner = fault(page, 'device-lost');
  await expect(banner).toContainText('The GPU went away.');
  await expect(banner.getByRole('button', { name: 'Resume' })).toBeVisible();
});

test('a full disk lets the run go on and offers the export', async ({ quiet: page }) => {
  const quota = {
    code: 'quota',
    said: 'The browser has no room left.',
    fix: 'Export it, or delete old runs.',
  };
  await fakeWorker(page, { msPerEvent: 10, fault: { before: 20, fault: quota, fatal: false } });
  await arrive(page);
  await page.locator(start).click();
  await untilWorker(page, 'ended');
  const file = await saveRun(page, fault(page, 'quota').getByRole('button', { name: 'Whole run' }));
  expect(file.suggestedFilename()).toMatch(/\.visplay$/);
  await fault(page, 'quota').getByRole('button', { name: 'Dismiss' }).click();
  await expect(fault(page, 'quota')).toHaveCount(0);
});

test('a worker that crashes is a fault, not a blank page', async ({ page }) => {
  await fakeWorker(page, { crashBefore: 12 });
  await arrive(page);
  await page.locator(start).click();
  await untilWorker(page, 'failed');
  await expect(fault(page, 'worker-crashed')).toContainText('resume from there');
  await expect(page.getByTestId('progress')).toContainText('Broken off');
  await expect.poll(async () => (await runOf(page)).sequence).toBe(11);
});

test('when every question is filtered out, the way to the settings is there', async ({ quiet: page }) => {
  const none = { code: 'few-silver-rows', said: 'No question was kept.', fix: 'Widen the band.' };
  await fakeWorker(page, { msPerEvent: 5, fault: { before: 30, fault: none, fatal: false } });
  await page.setViewportSize({ width: 390, height: 844 });
  await arrive(page).catch(() => undefined);
  await page.locator(start).click();
  await untilWorker(page, 'ended');
  await fault(page, 'few-silver-rows').getByRole('button', { name: 'Show the band filter' }).click();
  await expect(page.getByRole('region', { name: 'Setup' })).toBeVisible();
  await expect(page.locator('[data-knob="silver.bandLow"]')).toBeInViewport();
});

test('a tab that was hidden says what that meant', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 100 });
  await arrive(page);
  await page.locator(start).click();
  await untilWorker(page, 'running');
  await page.evaluate(() => {
    const now = performance.now.bind(performance);
    for (const state of ['hidden', 'visible']) {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      performance.now = () => now() + 180_000;
    }
  });
  await expect(fault(page, 'tab-hidden')).toContainText('This tab was hidden for 3 min.');
});

test('a drop while a run goes on does not throw the run away', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 100 });
  await arrive(page);
  await page.locator(start).click();
  await untilWorker(page, 'running');
  await page.getByRole('link', { name: 'Runs' }).click();
  await chooseRun(page, {
    name: 'other.events.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from('{}\n'),
  });
  await expect(fault(page, 'run-in-progress')).toContainText('Stop it first');
  expect(await stateOf(page)).toMatchObject({ source: 'live', worker: 'running' });
});
