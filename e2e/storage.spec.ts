import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

test.beforeEach(async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
});

test('what is kept has a size, and goes for good only when nobody takes it back', async ({ quiet: page }) => {
  const sheet = page.getByRole('dialog', { name: 'Device and storage' });
  await page.getByRole('button', { name: 'Device and storage' }).click();
  const pictures = sheet.locator('[data-kept="pictures"]');
  await expect(pictures).toContainText(/96 pictures.*\d MB/);
  await expect(sheet.getByRole('meter', { name: 'Room of this browser' })).toBeVisible();

  await pictures.getByRole('button', { name: 'Delete 96 pictures' }).click();
  await expect(pictures).toHaveCount(0);
  await sheet.getByRole('button', { name: 'Undo' }).click();
  await expect(pictures).toHaveCount(1);

  await pictures.getByRole('button', { name: 'Delete 96 pictures' }).click();
  // Closed and opened again, it is still on its way out, and can still be taken back.
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('undo')).toContainText('Deleted: 96 pictures.');
  await page.getByRole('button', { name: 'Device and storage' }).click();
  await expect(sheet.getByRole('heading', { name: 'Kept on this machine' })).toBeVisible();
  await expect(pictures).toHaveCount(0);
  await page.mouse.move(0, 0);
  await expect(sheet.getByTestId('undo')).toHaveCount(0, { timeout: 20_000 });
  await page.reload();
  await page.waitForFunction(() => window.visplay !== undefined);
  await page.evaluate(() => window.visplay!.perform('device'));
  await expect(sheet.getByRole('heading', { name: 'Kept on this machine' })).toBeVisible();
  await expect(pictures).toHaveCount(0);
});

test('the log tells what happened in the run, newest first', async ({ quiet: page }) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find an action' }).fill('log');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Device and storage' });
  const lines = sheet.getByTestId('log').locator('li');
  await expect(lines.first()).toContainText('Finished');
  await expect(lines.last()).toContainText(/^The run .* began\./);
  await expect(lines.first()).toBeInViewport();
  // The title of the sheet stays above: it must not lie over what was asked for.
  const [above, log] = [sheet.locator('> header'), sheet.getByRole('heading', { name: 'Log of the run' })];
  const [title, begin] = [(await above.boundingBox())!, (await log.boundingBox())!];
  expect(begin.y).toBeGreaterThanOrEqual(title.y + title.height);
});

test('the device sheet reports the machine, and leads to the memory cap', async ({
  quiet: page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => window.visplay!.perform('device'));
  const sheet = page.getByRole('dialog', { name: 'Device and storage' });
  await expect(sheet).toContainText('Largest buffer');
  await sheet.getByRole('button', { name: 'Copy report' }).click();
  await expect(sheet.getByText('Copied')).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  for (const line of [
    /^adapter: .*swiftshader/m,
    /^maxBufferSize: \d+$/m,
    /^backend: webgpu$/m,
    /^threads: true$/m,
  ]) {
    expect(report).toMatch(line);
  }
  expect(report).not.toContain('.png');
  await sheet.getByRole('button', { name: 'Change the cap' }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('spinbutton', { name: 'Memory budget' })).toBeFocused();
});
