import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { packRun } from '../src/runs/runFile.ts';
import { COLLECTION_SIZE } from '../src/images/collections.ts';
import { fakeWorker } from './fakeWorker.ts';
import {
  arrive,
  expect,
  fault,
  runOf,
  runThrough,
  stateOf,
  test,
  chooseRun,
  saveRun,
  untilDrawn,
} from './visit.ts';

async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const waiting: Promise<Download> = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Whether a picture has pixels to show. */
const isDrawn = (image: Element): boolean => image instanceof HTMLImageElement && image.naturalWidth > 0;

/** The whole run, by its sheet. */
async function savedRun(page: Page, thumbnails = false): Promise<{ name: string; bytes: Buffer }> {
  const download = await saveRun(page, page.getByRole('button', { name: 'Whole run' }), async (sheet) => {
    const tick = sheet.getByRole('checkbox', { name: /^Thumbnails/ });
    await expect(tick).not.toBeChecked();
    await expect(sheet.getByRole('checkbox', { name: /^Events and settings/ })).toBeChecked();
    if (!thumbnails) return;
    const before = await sheet.getByTestId('export-size').textContent();
    await tick.check();
    await expect(sheet.getByTestId('export-size')).not.toHaveText(before!);
  });
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
  const plain = await savedRun(page);
  expect(Object.keys(unzipSync(new Uint8Array(plain.bytes)))).not.toContainEqual(
    expect.stringContaining('thumbnails/'),
  );
  const file = await savedRun(page, true);
  const illustrated = unzipSync(new Uint8Array(file.bytes));
  const thumbnails = Object.keys(illustrated).filter((name) => name.startsWith('thumbnails/'));
  expect(thumbnails).toHaveLength(COLLECTION_SIZE);
  expect(strFromU8(illustrated[thumbnails[0]!]!.subarray(8, 12))).toBe('WEBP');

  // Opened where its pictures are not, they are seen, and still after a reload.
  const small = ['p0', 'p1', 'p2'].map((id, at) => [`${id}.webp`, illustrated[thumbnails[at]!]!] as const);
  const foreign = packRun(tinyRun, { thumbnails: new Map(small) });
  await chooseRun(page, {
    name: 'foreign.visplay',
    mimeType: 'application/zip',
    buffer: Buffer.from(foreign),
  });
  const seen = () => page.locator('main [data-spot="picture"] img').first().evaluate(isDrawn);
  await expect.poll(seen).toBe(true);
  await page.reload();
  await untilDrawn(page);
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByTestId('runs').getByRole('button', { name: /^Show/ }).click();
  await expect(page.getByTestId('chip')).toContainText('Finished on');
  await expect.poll(seen).toBe(true);
});

test('an exported run comes back as it was', async ({ quiet: page }) => {
  const before = await runOf(page);
  const { name, bytes } = await savedRun(page);
  await page.reload();
  await untilDrawn(page);
  await chooseRun(page, { name, mimeType: 'application/zip', buffer: bytes });
  await expect(page.getByTestId('chip')).toHaveText('hand-written · Imported: Test GPU, 20 Nov 2026');
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
