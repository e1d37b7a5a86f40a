import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { COLLECTION_SIZE } from '../src/images/collections.ts';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, fault, runOf, runThrough, stateOf, test, chooseRun, untilDrawn } from './visit.ts';

async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const waiting: Promise<Download> = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test.beforeEach(async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  await page.getByRole('link', { name: 'Runs' }).click();
});

test('events, metrics and weights come as files', async ({ quiet: page }) => {
  const events = await saved(page, 'Events (JSONL)');
  expect(events.name).toMatch(/^[a-z]+-[a-z]+-\w{4}\.events\.jsonl$/);
  expect(events.bytes.toString().trim().split('\n')).toHaveLength(tinyRun.length);

  const metrics = await saved(page, 'Metrics (CSV)');
  const [head, ...rows] = metrics.bytes.toString().trim().split('\r\n');
  expect(head).toContain('reasoner/accuracy');
  expect(rows.filter((row) => row.startsWith('step,'))).toHaveLength(6);

  const weights = await saved(page, 'Reasoner weights (zip)');
  expect(weights.name).toMatch(/\.reasoner\.zip$/);
});

test('a run travels without its pictures, and with thumbnails only if asked', async ({ quiet: page }) => {
  const plain = await saved(page, 'Whole run');
  expect(Object.keys(unzipSync(new Uint8Array(plain.bytes)))).not.toContainEqual(
    expect.stringContaining('thumbnails/'),
  );
  await page.getByRole('checkbox', { name: 'with thumbnails' }).check();
  const illustrated = unzipSync(new Uint8Array((await saved(page, 'Whole run')).bytes));
  const thumbnails = Object.keys(illustrated).filter((name) => name.startsWith('thumbnails/'));
  expect(thumbnails).toHaveLength(COLLECTION_SIZE);
  expect(strFromU8(illustrated[thumbnails[0]!]!.subarray(8, 12))).toBe('WEBP');
});

test('an exported run comes back as it was', async ({ quiet: page }) => {
  const before = await runOf(page);
  const { name, bytes } = await saved(page, 'Whole run');
  await page.reload();
  await untilDrawn(page);
  await chooseRun(page, { name, mimeType: 'application/zip', buffer: bytes });
  await expect(page.getByTestId('chip')).toHaveText('Imported: Test GPU, 20 Nov 2026');
  await expect.poll(async () => (await runOf(page)).end).toBe('finished');
  const after = await runOf(page);
  expect(after.series).toEqual(before.series);
  expect(after.rows).toEqual(before.rows);
  expect(after.steps).toEqual(before.steps);
  expect(await stateOf(page)).toMatchObject({ source: 'imported' });
});

test('a file that is no run is refused with a sentence', async ({ quiet: page }) => {
  await chooseRun(page, {
    name: 'broken.visplay',
    mimeType: 'application/zip',
    buffer: Buffer.from('no zip'),
  });
  await expect(fault(page, 'run-file')).toBeVisible();
  expect((await runOf(page)).end).toBe('finished');
});
