import { readFile } from 'node:fs/promises';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

test.beforeEach(async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  await page.getByRole('link', { name: 'Charts' }).click();
});

test('pointing at one chart moves the crosshair of all, and a click opens the step', async ({
  quiet: page,
}) => {
  const accuracy = page.locator('[data-metric="reasoner/accuracy"]');
  const box = (await accuracy.getByRole('slider').boundingBox())!;
  await page.mouse.move(box.x + box.width - 12, box.y + 60);
  await expect(accuracy.locator('.chart-tip')).toContainText('Step 6 of the run');
  await expect(accuracy.locator('.chart-tip')).toContainText('r1 C3');
  await expect(page.locator('[data-metric="reasoner/goldAccuracy"] .crosshair')).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(/#\/groups\?step=r1C3&run=[\w-]+$/);
});

test('a pull zooms every chart, the brush says where, and leads back', async ({ quiet: page }) => {
  const accuracy = page.locator('[data-metric="reasoner/accuracy"]').getByRole('slider');
  const box = (await accuracy.boundingBox())!;
  await page.mouse.move(box.x + 46 + (box.width - 56) / 2, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 12, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect(page.locator('.brush output')).toHaveText('3 – 6');
  await page.getByRole('button', { name: 'Look at the whole run' }).click();
  await expect(page.locator('.brush output')).toHaveText('0 – 6');
  await page.getByRole('slider', { name: 'Look from' }).fill('200');
  await expect(page.locator('.brush output')).toHaveText('3 – 6');
  await page.getByRole('button', { name: 'Time', exact: true }).click();
  await expect(page.locator('.brush output')).toHaveText(/^0 s – \d+ s$/);
});

test('the crosshair goes by keys too', async ({ quiet: page }) => {
  const accuracy = page.locator('[data-metric="reasoner/accuracy"]');
  await accuracy.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('End');
  await expect(accuracy.locator('.chart-tip')).toContainText('Step 6 of the run');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/groups\?step=r1C3&run=[\w-]+$/);
});

test('a logarithmic axis spreads what is small, and leaves what is not above zero', async ({
  quiet: page,
}) => {
  const kl = page.locator('[data-metric="kl"]');
  await kl.scrollIntoViewIfNeeded();
  /** Heights of the reasoner's raw line: 0.002, 0.004 and 0.006. */
  const heights = (): Promise<number[]> =>
    kl
      .locator('.recharts-line-curve')
      .nth(1)
      .evaluate((line) =>
        [...(line.getAttribute('d') ?? '').matchAll(/[ML][\d.]+,([\d.]+)/g)].map((found) => Number(found[1])),
      );
  /** How much more the first doubling takes than the half that follows it. */
  const spread = async (): Promise<number> => {
    const [first = 0, second = 0, third = 0] = await heights();
    return (first - second) / (second - third);
  };
  await expect.poll(spread).toBeCloseTo(1, 2);
  const box = page.getByRole('checkbox', { name: 'log', exact: true });
  await box.check();
  // log 2 / log 1.5
  await expect.poll(spread).toBeCloseTo(Math.log(2) / Math.log(1.5), 2);
  // A penalty is below zero: its axis stays, and its line is there.
  const diversity = page.locator('[data-metric="questioner/diversity"]');
  await diversity.scrollIntoViewIfNeeded();
  await expect(diversity.locator('.recharts-line-curve').first()).toBeAttached();
  await expect(diversity.locator('svg.recharts-surface')).toContainText('−0.3');
  await kl.scrollIntoViewIfNeeded();
  await box.uncheck();
  await expect.poll(spread).toBeCloseTo(1, 2);
});

test('a chart goes as a drawing, a picture and numbers', async ({ quiet: page }) => {
  const accuracy = page.locator('[data-metric="reasoner/accuracy"]');
  const take = async (ending: string): Promise<Buffer> => {
    const menu = accuracy.locator('details.menu');
    if ((await menu.getAttribute('open')) === null) await menu.locator('summary').click();
    const waiting = page.waitForEvent('download');
    await menu.getByRole('button', { name: ending }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toMatch(new RegExp(`reasoner-accuracy\\.${ending.toLowerCase()}$`));
    return readFile(await download.path());
  };
  const svg = (await take('SVG')).toString();
  expect(svg).toContain('Accuracy against silver');
  // Colours are written out: a drawing knows nothing of the page's.
  expect(svg).not.toContain('var(--');
  expect((await take('PNG')).subarray(1, 4).toString()).toBe('PNG');
  const rows = (await take('CSV')).toString().trim().split('\r\n');
  expect(rows[0]).toContain('step,seconds,tokens');
  expect(rows).toHaveLength(4);
});

test('a kept run lies over the next one', async ({ quiet: page }) => {
  await page.getByRole('button', { name: 'Keep for comparing' }).click();
  await page.locator('[data-action="toggle"]').click();
  const kl = page.locator('[data-metric="kl"]');
  await kl.scrollIntoViewIfNeeded();
  // A thin and a thick line for each role of both runs.
  await expect(kl.locator('.recharts-line-curve')).toHaveCount(8);
  await page.locator('.overlays').getByRole('checkbox').uncheck();
  await kl.scrollIntoViewIfNeeded();
  await expect(kl.locator('.recharts-line-curve')).toHaveCount(4);
});

test('close-ups draw the run: reward, repeats, band, funnel, rounds, lineage, alarms', async ({
  quiet: page,
}) => {
  await page.getByRole('button', { name: 'Close-ups' }).click();
  const part = (name: string) => page.getByRole('region', { name });
  // The questions of the newest step that were paid: eight.
  await expect(part('What a confidence earns').locator('circle')).toHaveCount(8);
  const repeats = part('Who repeats whom');
  await expect(repeats).toContainText('clusters of 8 questions');
  await repeats.getByRole('slider').fill('1');
  await expect(repeats).toContainText('1 cluster of 8 questions');
  const band = part('The band filter');
  await expect(band).toContainText('of 8 labels');
  await band.getByRole('slider', { name: 'from' }).fill('1');
  await expect(band).toContainText('Would keep4 of 8 labels');
  await expect(part('From asked to kept')).toContainText('10 asked, 4 kept, 75 % of the kept labels right');
  await expect(part('Questions against reasoners').getByRole('row')).toHaveCount(2);
  await expect(part('Two sets of weights').getByRole('listitem')).toHaveCount(4);
  await expect(part('Alarms')).toContainText('Only 4 silver rows were kept');
});
