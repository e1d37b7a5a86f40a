/** Two real runs that differ in one knob, compared, taken along as a file, and opened in another browser profile. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { hand } from './hand.ts';
import { arrive, expect, runOf, saveRun, smallest, test, untilWorker } from './visit.ts';

async function runToItsEnd(page: Page): Promise<string> {
  const before = (await runOf(page)).header?.runId;
  expect(await page.evaluate(() => window.visplay!.perform('start'))).toBe(true);
  await expect.poll(async () => (await runOf(page)).header?.runId, { timeout: 60_000 }).not.toBe(before);
  await untilWorker(page, 'ended', 180_000);
  await expect.poll(async () => (await runOf(page)).end).toBe('finished');
  return (await runOf(page)).header!.runId;
}

/** What a chart draws, as the browser has it. */
async function curves(page: Page, metric: string): Promise<(string | null)[]> {
  const chart = page.locator(`[data-metric="${metric}"]`);
  await chart.scrollIntoViewIfNeeded({ timeout: 30_000 });
  await expect(chart.locator('.recharts-line').first()).toBeAttached();
  return chart
    .locator('.recharts-line path, .recharts-line circle, .recharts-line line')
    .evaluateAll((all) =>
      all.map((one) => one.getAttribute('d') ?? one.outerHTML.replace(/ id="[^"]*"/g, '')),
    );
}

test('one knob, two runs, a comparison, a file, and the same charts in a fresh profile', async ({
  quiet: page,
  browser,
  baseURL,
}) => {
  test.setTimeout(480_000);
  await arrive(page, `/?${smallest}&backend=wasm`);
  const first = await runToItsEnd(page);
  const knob = page.locator('[data-knob="votes.samples"] input[type="number"]');
  await knob.fill('3');
  const second = await runToItsEnd(page);
  expect(second).not.toBe(first);

  await test.step('both stand in the list, the newest first', async () => {
    await page.getByRole('link', { name: 'Runs' }).click();
    const rows = page.getByTestId('runs').locator('[data-run]');
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toHaveAttribute('data-run', second);
    await expect(rows.first()).toContainText('votes.samples: 4→3');
    for (const runId of [first, second])
      await page.locator(`[data-run="${runId}"]`).getByRole('checkbox').check();
  });

  await test.step('compared, they differ in that knob alone, and their lines lie over each other', async () => {
    await page.getByRole('button', { name: 'Compare 2 runs' }).click();
    const rows = page.getByTestId('difference').locator('tbody tr');
    // The preset, which is the same, and the knob.
    await expect(rows).toHaveCount(2);
    await expect(rows.last()).toContainText('votes.samples');
    await expect(rows.last().getByRole('cell')).toHaveText(['2', '3']);
    const chart = page.locator('.compare [data-metric="questioner/reward"]');
    await expect(chart.locator('.recharts-line').first()).toBeAttached();
  });

  await test.step('the same picture is answered by the base and by both', async () => {
    await page.getByRole('textbox', { name: 'Your question' }).fill('How many red circles are there?');
    await page.getByRole('button', { name: 'Ask all' }).click();
    const answers = page.getByTestId('same-answers').locator('dd');
    await expect(answers).toHaveCount(3);
    for (const answer of await answers.all()) {
      await expect(answer).not.toHaveText('Waiting for the first word', { timeout: 60_000 });
      await expect(answer).not.toHaveClass(/negative/);
    }
  });

  const file = await test.step('taken along with its checkpoint and without pictures', async () => {
    await page.getByRole('button', { name: 'All runs' }).click();
    const opener = page.locator(`[data-run="${second}"]`).getByRole('button', { name: /^Export/ });
    const download = await saveRun(page, opener, (sheet) =>
      expect(sheet.getByRole('checkbox', { name: /^Last checkpoint/ })).toBeChecked(),
    );
    const bytes = await readFile(await download.path());
    const names = Object.keys(unzipSync(new Uint8Array(bytes)));
    expect(names).toEqual(expect.arrayContaining(['config.json', 'events.jsonl', 'checkpoints/resume.ckpt']));
    expect(names.filter((name) => name.startsWith('thumbnails/'))).toEqual([]);
    return { name: download.suggestedFilename(), mimeType: 'application/zip', buffer: bytes };
  });

  await page.getByRole('link', { name: 'Charts' }).click();
  const metrics = ['questioner/reward', 'vote/confidence', 'heldout/accuracy'];
  const before = new Map<string, (string | null)[]>();
  for (const metric of metrics) before.set(metric, await curves(page, metric));
  const run = await runOf(page);

  const fresh = await browser.newContext({ baseURL: baseURL!, viewport: page.viewportSize() });
  const other = await fresh.newPage();
  try {
    await arrive(other, '/?backend=wasm');
    await hand(other, 'drop', [file]);
    await expect(other.getByTestId('chip')).toContainText('Imported');
    await expect.poll(async () => (await runOf(other)).end).toBe('finished');
    expect((await runOf(other)).series).toEqual(run.series);
    await other.reload();
    await other.getByRole('link', { name: 'Runs' }).click();
    await test.step('it is in the list there, and can be shown and asked', async () => {
      const row = other.locator(`[data-run="${second}"]`);
      await expect(row).toContainText('imported');
      await row.getByRole('button', { name: /^Show/ }).click();
      await expect.poll(async () => (await runOf(other)).end).toBe('finished');
      await other.getByRole('link', { name: 'Charts' }).click();
      for (const metric of metrics) expect(await curves(other, metric), metric).toEqual(before.get(metric));
      await other.getByRole('link', { name: 'Ask' }).click();
      await other.getByRole('button', { name: 'How many red circles are there?' }).click();
      await expect(other.getByTestId('spoken')).toBeVisible({ timeout: 60_000 });
      await expect(other.getByTestId('alternatives').locator('tbody tr').first()).toBeVisible();
    });
    await test.step('deleted, it can be taken back', async () => {
      await other.getByRole('link', { name: 'Runs' }).click();
      const row = other.locator(`[data-run="${second}"]`);
      await row.getByRole('button', { name: /^Delete/ }).click();
      await expect(row).toHaveCount(0);
      await other.getByTestId('undo').getByRole('button', { name: 'Undo' }).click();
      await expect(row).toBeVisible();
    });
  } finally {
    await fresh.close();
  }
});

test('two runs of adapters are answered side by side with their base', async ({ quiet: page }) => {
  test.setTimeout(360_000);
  await arrive(page, `/?${smallest}&backend=wasm&adapter.use=on&grpo.learningRate=0.001`);
  const first = await runToItsEnd(page);
  await page.locator('[data-knob="votes.samples"] input[type="number"]').fill('3');
  const second = await runToItsEnd(page);
  await page.getByRole('link', { name: 'Runs' }).click();
  for (const runId of [first, second])
    await page.locator(`[data-run="${runId}"]`).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Compare 2 runs' }).click();
  await page.getByRole('textbox', { name: 'Your question' }).fill('How many red circles are there?');
  await page.getByRole('button', { name: 'Ask all' }).click();
  const answers = page.getByTestId('same-answers').locator('dd');
  await expect(answers).toHaveCount(3);
  for (const answer of await answers.all()) {
    await expect(answer).not.toHaveText('Waiting for the first word', { timeout: 60_000 });
    await expect(answer).not.toBeEmpty();
    await expect(answer).not.toHaveClass(/negative/);
  }
});
