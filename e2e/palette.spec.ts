import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runOf, test, untilWorker } from './visit.ts';

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

test('finds what lies deeper: parts of a view, lessons and recordings by name, sheets', async ({
  quiet: page,
}) => {
  await page.goto('/');
  await expect(page.getByTestId('chip')).toContainText('Recorded');
  const find = async (what: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find an action' }).fill(what);
    await page.keyboard.press('Enter');
  };
  await find('sweep');
  await expect(page).toHaveURL(/#\/runs\/sweep$/);
  await find('blind');
  await expect(page).toHaveURL(/#\/runs\/blind$/);
  await find('overlay');
  await expect(page).toHaveURL(/#\/runs\/compare$/);
  await find('why diversity');
  await expect(page).toHaveURL(/#\/learn\/5$/);
  await find('wrong majorities win');
  await expect.poll(async () => (await runOf(page)).header?.preset).toBe('wrong-majorities');
  await find('ask about');
  await expect(page).toHaveURL(/#\/ask$/);
  await find('quota');
  await expect(page.getByRole('dialog', { name: 'Device and storage' })).toBeVisible();
  await page.keyboard.press('Escape');
  await find('history of a picture');
  await expect(page.locator('.picture-dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  // The console has the same.
  const done = await page.evaluate(async () => {
    const { visplay } = window;
    const ids = visplay!.help().map(({ action }) => action);
    return ids.includes('blind test') && (await visplay!.perform('all runs'));
  });
  expect(done).toBe(true);
  await expect(page).toHaveURL(/#\/runs$/);
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
