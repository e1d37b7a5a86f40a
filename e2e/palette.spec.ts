import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, test, untilWorker } from './visit.ts';

test('finds an action by a few letters and does it', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const search = palette.getByRole('combobox');
  await expect(search).toBeFocused();
  await search.fill('start');
  await expect(palette.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await untilWorker(page, 'ended');
});

test('goes to views, presets and settings', async ({ quiet: page }) => {
  await arrive(page);
  const find = async (what: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find an action' }).fill(what);
    await page.keyboard.press('Enter');
  };
  await find('charts');
  await expect(page).toHaveURL(/#\/charts$/);
  await find('learning rate');
  await expect(page.getByRole('spinbutton', { name: 'Learning rate' })).toBeFocused();
  await find('paper');
  await expect(page).toHaveURL(/\?preset=paper/);
});

test('the keys move the choice and wrap, Escape closes and gives the focus back', async ({ quiet: page }) => {
  await arrive(page);
  const opener = page.getByRole('button', { name: 'Find anything' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const chosen = palette.locator('[aria-selected="true"]');
  const first = await chosen.textContent();
  await page.keyboard.press('ArrowDown');
  await expect(chosen).not.toHaveText(first!);
  await page.keyboard.press('ArrowUp');
  await expect(chosen).toHaveText(first!);
  await page.keyboard.press('ArrowUp');
  await expect(palette.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await palette.getByRole('combobox').fill('no such thing');
  await expect(palette).toContainText('Nothing is called');
  await page.keyboard.press('Enter');
  await expect(palette).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(opener).toBeFocused();
});

test('offers nothing that cannot be done now', async ({ quiet: page }) => {
  await arrive(page);
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Find an action' });
  await search.fill('stop');
  await expect(page.getByRole('option', { name: 'Stop', exact: true })).toHaveCount(0);
  await search.fill('copy link');
  await expect(page.getByRole('option', { name: 'Copy link' })).toHaveCount(1);
});
