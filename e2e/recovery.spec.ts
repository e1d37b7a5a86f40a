/** Each fault of the page: its sentence, and the one button that leads out of it. */
import type { Page } from '@playwright/test';
import type { Fault } from '../src/errors.ts';
import { fakeWorker } from './fakeWorker.ts';
import { hand, png } from './hand.ts';
import { arrive, expect, fault, runThrough, saveRun, stateOf, test, untilWorker } from './visit.ts';

/** A run in which the worker says this fault on its way. */
async function runWith(page: Page, said: Fault, fatal = false): Promise<void> {
  await fakeWorker(page, { msPerEvent: 4, fault: { before: 12, fault: said, fatal } });
  await arrive(page);
  await page.evaluate(() => window.visplay!.perform('start'));
  await expect(fault(page, said.code)).toContainText(said.said);
}

test('no room on the GPU leads to the memory budget', async ({ quiet: page }) => {
  await runWith(page, { code: 'gpu-memory', said: 'The GPU has no room for more.', fix: 'Lower it.' }, true);
  await fault(page, 'gpu-memory').getByRole('button', { name: 'Show the memory budget' }).click();
  const budget = page.locator('[data-knob="device.memoryBudget"]');
  await expect(budget).toBeInViewport();
  await expect(budget.getByRole('spinbutton')).toBeFocused();
});

test('a setting that a sentence names is one press away', async ({ quiet: page }) => {
  await runWith(page, { code: 'alert', said: 'One template.', fix: 'Raise reward.balance, or stop.' });
  await fault(page, 'alert').getByRole('button', { name: 'reward.balance' }).click();
  await expect(page.locator('[data-knob="reward.balance"]').getByRole('spinbutton')).toBeFocused();
});

test('a command that the GPU refused is one press from going on', async ({ quiet: page }) => {
  await runWith(page, { code: 'gpu-refused', said: 'The GPU refused a command.', fix: 'Resume.' }, true);
  await expect(fault(page, 'gpu-refused').getByRole('button', { name: 'Resume' })).toBeEnabled();
});

test('without a picture there is a way to pictures', async ({ quiet: page }) => {
  await arrive(page);
  await hand(page, 'drop', [{ name: 'red.png', mimeType: 'image/png', buffer: await png(page, 'red') }]);
  await expect(page.getByTestId('picture-count')).toHaveText('1 picture');
  await page.getByRole('button', { name: 'Remove all pictures' }).click();
  await expect(page.getByText('Add pictures first')).toBeVisible();
  await page.getByRole('button', { name: 'Use built-in pictures' }).first().click();
  await expect(page.getByTestId('picture-count')).toHaveText('96 pictures');
});

test('a folder of 2,000 files is sampled, and the page says how many it took', async ({ quiet: page }) => {
  test.slow();
  await arrive(page);
  // Bitmaps of 8 × 8 pixels, each with another colour; as many as a folder of photographs has.
  await page.evaluate(async () => {
    const files = Array.from({ length: 2000 }, (_, at) => {
      const bytes = new Uint8Array(54 + 8 * 24);
      const view = new DataView(bytes.buffer);
      bytes.set([0x42, 0x4d]);
      for (const [place, value] of [
        [2, bytes.length],
        [10, 54],
        [14, 40],
        [18, 8],
        [22, 8],
        [34, 192],
      ] as const) {
        view.setUint32(place, value, true);
      }
      view.setUint16(26, 1, true);
      view.setUint16(28, 24, true);
      bytes.fill(at % 256, 54, 150);
      bytes.fill(at >> 8, 150);
      return new File([bytes], `photo ${at}.bmp`, { type: 'image/bmp' });
    });
    await window.visplay!.add(files);
  });
  await expect(page.getByTestId('picture-count')).toHaveText('256 pictures', { timeout: 60_000 });
  await expect(page.getByTestId('tray-said')).toContainText(/256 of (the )?2,?000/);
});

test('a file that is no run leads to another one', async ({ quiet: page }) => {
  await arrive(page);
  await page.evaluate(() => window.visplay!.add([new File(['no zip'], 'broken.visplay')]));
  const chooser = page.waitForEvent('filechooser');
  await fault(page, 'run-file').getByRole('button', { name: 'Choose a run file' }).click();
  await chooser;
});

test('a full disk loses nothing: the run goes on and can be taken along', async ({ quiet: page }) => {
  const quota = { code: 'quota', said: 'The browser has no room left.', fix: 'Export it.' };
  await runWith(page, quota);
  await untilWorker(page, 'ended');
  const file = await saveRun(page, fault(page, 'quota').getByRole('button', { name: 'Whole run' }));
  expect(file.suggestedFilename()).toMatch(/\.visplay$/);
});

test('where the browser really has no room, a real run goes on in memory', async ({
  quiet: page,
  context,
}) => {
  test.slow();
  await arrive(page, '/?backend=wasm&preset=quick');
  const browser = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
  await page.evaluate(() => window.visplay!.perform('step'));
  await expect(fault(page, 'quota')).toContainText('kept in memory from here on', { timeout: 60_000 });
  await untilWorker(page, 'paused', 60_000);
  await expect(fault(page, 'quota').getByRole('button', { name: 'Whole run' })).toBeEnabled();
});

test('a view that breaks leaves the rest of the page, and the run, as they are', async ({ page }) => {
  await fakeWorker(page, { msPerEvent: 60 });
  await page.route(/\/assets\/Charts-[\w-]+\.js$/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("scripted crash of a view")' }),
  );
  await arrive(page);
  await page.evaluate(() => window.visplay!.perform('start'));
  await page.evaluate(() => window.visplay!.show('charts'));
  const crash = page.getByRole('alert').filter({ hasText: 'This view broke' });
  await expect(crash.getByText('scripted crash of a view')).toBeHidden();
  await crash.getByText('What the program says').click();
  await expect(crash.getByText('scripted crash of a view')).toBeVisible();
  await expect(crash.getByRole('button', { name: 'Reload the page' })).toBeVisible();
  await untilWorker(page, 'ended');
  await page.evaluate(() => window.visplay!.perform('language'));
  const german = page.getByRole('alert').filter({ hasText: 'Diese Ansicht ist abgestürzt' });
  // Who reads German finds the English of the program under a word that says so.
  await expect(german.getByText('Was das Programm sagt (Englisch)')).toBeVisible();
  await expect(german.getByText('scripted crash of a view')).toBeHidden();
  await page.evaluate(() => window.visplay!.show('groups'));
  await expect(german).toHaveCount(0);
  await expect(page.getByTestId('group')).toBeVisible();
});

test('a page that breaks hands over the data of the run', async ({ page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  // The header writes a date whenever a run begins.
  await page.evaluate(() => {
    Reflect.set(Date.prototype, 'toLocaleString', () => {
      throw new Error('scripted crash of the page');
    });
  });
  await page.evaluate(() => window.visplay!.perform('wasm'));
  await expect(page.getByRole('heading', { name: 'The page broke' })).toBeVisible();
  await page.getByText('What the program says').click();
  await expect(page.getByText('scripted crash of the page')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the events' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.events\.jsonl$/);
  expect((await stateOf(page)).source).toBe('live');
});
