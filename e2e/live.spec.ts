/**
 * The real thing: the real worker, the embedded model, real weights that change. Settings are as small as they go,
 * because WebGPU runs in software here; nothing is checked against a clock.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { five, hand, type Handed } from './hand.ts';
import { arrive, expect, runOf, saveRun, smallest, test, untilWorker } from './visit.ts';

const photos = join(process.env['VISPLAY_DATA'] ?? '../shared/data', 'photos');
const names = ['astronaut.png', 'chelsea.png', 'coffee.png', 'hubble_deep_field.jpg', 'retina.jpg'];
const photographsAreThere = names.every((name) => existsSync(join(photos, name)));
const photographs = (): Handed[] =>
  names.map((name) => ({
    name,
    mimeType: name.endsWith('.png') ? 'image/png' : 'image/jpeg',
    buffer: readFileSync(join(photos, name)),
  }));

const untilTick = (page: Page, tick: number) =>
  expect.poll(async () => (await runOf(page)).tick, { timeout: 400_000 }).toBeGreaterThanOrEqual(tick);

test('five pictures of one’s own, one step of each stage on WebGPU, a reload in between', async ({
  quiet: page,
}) => {
  test.setTimeout(900_000);
  await arrive(page, `/?${smallest}&backend=webgpu`);
  await hand(page, 'drop', photographsAreThere ? photographs() : await five(page));
  await expect(page.getByTestId('picture-count')).toHaveText('5 pictures');
  await page.locator('[data-action="start"]').click();
  await expect(page.getByTestId('chip')).toContainText('(WebGPU)', { timeout: 60_000 });
  await untilTick(page, 1);

  await test.step('pause, and look at a group', async () => {
    await page.keyboard.press('Space');
    await untilWorker(page, 'paused', 120_000);
    await page.getByRole('link', { name: 'Groups' }).click();
    await page.getByRole('button', { name: 'Round 1, Stage A, step 1' }).click();
    await expect(page.getByTestId('member')).toHaveCount(4);
    const { steps } = await runOf(page);
    const group = steps.find((step) => step.key === 'r1A1')!.groups[0]!;
    expect(group.rewards).toHaveLength(4);
    await expect(page.getByTestId('group')).toContainText(group.mean.toFixed(3).replace('-', '−'));
  });

  const before = await runOf(page);
  await test.step('reload, and resume where it was', async () => {
    await page.reload();
    await expect(page.getByTestId('resume')).toContainText('was interrupted', { timeout: 30_000 });
    await page.getByTestId('resume').getByRole('button', { name: 'Resume' }).click();
    await untilWorker(page, 'running', 60_000);
  });

  await test.step('lose the device in mid-step, and go on from the last checkpoint', async () => {
    expect(await page.evaluate(() => window.visplay!.perform('lose device'))).toBe(true);
    await expect(page.getByText('The GPU went away')).toBeVisible({ timeout: 60_000 });
    await untilWorker(page, 'ended', 240_000);
    await expect.poll(async () => (await runOf(page)).end).toBe('finished');
  });

  const run = await runOf(page);
  expect(run.header?.runId).toBe(before.header?.runId);
  expect(run.header?.pictures).toHaveLength(5);
  expect(run.rows[0]).toEqual(before.rows[0]);
  expect(run.rows.filter((row) => row.role === 'questioner')).toHaveLength(1);
  expect(run.rows.filter((row) => row.role === 'reasoner')).toHaveLength(1);
  expect(run.silver).toHaveLength(1);

  await test.step('points on the charts', async () => {
    await page.getByRole('link', { name: 'Charts' }).click();
    for (const metric of ['questioner/reward', 'reasoner/accuracy']) {
      const chart = page.locator(`[data-metric="${metric}"]`);
      await chart.scrollIntoViewIfNeeded();
      await expect(chart.locator('.recharts-line-dots, .recharts-dot').first()).toBeAttached();
    }
  });

  await test.step('take it along', async () => {
    await page.getByRole('link', { name: 'Runs' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Reasoner weights (zip)' }).click();
    const files = unzipSync(new Uint8Array(readFileSync(await (await download).path())));
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['config.json', 'model.safetensors', 'tokenizer.json']),
    );
    const whole = await saveRun(page, page.getByRole('button', { name: 'Whole run' }));
    const packed = unzipSync(new Uint8Array(readFileSync(await whole.path())));
    expect(Object.keys(packed)).toEqual(
      expect.arrayContaining(['manifest.json', 'events.jsonl', 'metrics.csv']),
    );
  });
});

test('five photographs are asked about, and what comes of it is said', async ({ quiet: page }) => {
  test.skip(!photographsAreThere, `there are no photographs under ${photos}`);
  test.setTimeout(240_000);
  await arrive(page, `/?${smallest}&backend=wasm`);
  await hand(page, 'drop', photographs());
  await expect(page.getByTestId('picture-count')).toHaveText('5 pictures');
  await page.locator('[data-action="start"]').click();
  await untilWorker(page, 'ended', 180_000);
  await expect.poll(async () => (await runOf(page)).end).toBe('finished');
  const { silver, rows, alerts } = await runOf(page);
  expect(silver[0]?.counts?.asked).toBe(6);
  // Either there was something to learn from, or the run says that there was not.
  const learned = rows.some((row) => row.role === 'reasoner');
  expect(learned || alerts.some((alert) => alert.fault.code === 'few-silver-rows')).toBe(true);
  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByRole('button', { name: 'Round 1, Stage A, step 1' }).click();
  await expect(page.getByTestId('member')).toHaveCount(4);
  await expect(page.getByTestId('group').getByRole('img')).toBeVisible();
});

test('without WebGPU the same page goes live on WASM', async ({ baseURL }) => {
  test.setTimeout(240_000);
  const executablePath = process.env['VISPLAY_CHROMIUM'] ?? process.env['CHROME_PATH'];
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-features=WebGPU'],
  });
  try {
    const page = await browser.newPage({ baseURL });
    // A recorded run moves without a GPU and without a model.
    await page.goto('/');
    await expect(page.getByTestId('chip')).toContainText('Recorded on');
    await expect.poll(async () => (await runOf(page)).sequence).toBeGreaterThan(2);
    await arrive(page, `/?${smallest}`);
    await expect(page.getByText('No WebGPU here: it will run on WASM')).toBeVisible();
    await page.locator('[data-action="start"]').click();
    await expect(page.getByTestId('chip')).toHaveText(/^Live on WASM, \d+ threads?$/, { timeout: 60_000 });
    await expect(page.getByTestId('notice')).not.toBeEmpty();
    await untilWorker(page, 'ended', 180_000);
    await expect.poll(async () => (await runOf(page)).end).toBe('finished');
    expect((await runOf(page)).header?.device.backend).toBe('wasm');
  } finally {
    await browser.close();
  }
});
