import { zipSync } from 'fflate';
import type { Page } from '@playwright/test';
import { hand, png, type Handed } from './hand.ts';
import { arrive, expect, test } from './visit.ts';

const named = (name: string, buffer: Buffer, mimeType = 'image/png'): Handed => ({ name, mimeType, buffer });
const count = (page: Page) => page.getByTestId('picture-count');

test('drops take the place of the built-in pictures, then add up', async ({ quiet: page }) => {
  await arrive(page);
  await hand(page, 'drop', [
    named('red.png', await png(page, 'red')),
    named('blue.png', await png(page, 'blue')),
  ]);
  await expect(count(page)).toHaveText('2 pictures');
  await hand(page, 'drop', [named('green.png', await png(page, 'green'))]);
  await expect(count(page)).toHaveText('3 pictures');
  await page.getByRole('button', { name: 'Remove red.png' }).click();
  await expect(count(page)).toHaveText('2 pictures');
  await expect(page.locator('[data-action="start"]')).toHaveText('Run it live on 2 pictures');
});

test('every file that is not taken is named, with its reason and a way out', async ({ quiet: page }) => {
  await arrive(page);
  await hand(page, 'drop', [
    named('red.png', await png(page, 'red')),
    named('again.png', await png(page, 'red')),
    named('notes.txt', Buffer.from('hello'), 'text/plain'),
    named('empty.jpg', Buffer.alloc(0), 'image/jpeg'),
    named('cut.png', (await png(page, 'blue')).subarray(0, 60)),
  ]);
  await expect(count(page)).toHaveText('1 picture');
  const said = page.getByTestId('tray-said');
  await expect(said).toContainText('3 files were not taken');
  for (const name of ['notes.txt', 'empty.jpg', 'cut.png']) await expect(said).toContainText(name);
  await expect(said).toContainText('The file is empty (0 bytes).');
  await expect(said).toContainText('One picture was there already.');
  await said.getByRole('button', { name: 'Dismiss' }).click();
  await expect(said).toHaveCount(0);
});

test('takes a zip, a paste and a picked file', async ({ quiet: page }) => {
  await arrive(page);
  const zip = zipSync({
    'day 1/red.png': new Uint8Array(await png(page, 'red')),
    'day 2/blue.png': new Uint8Array(await png(page, 'blue')),
  });
  await hand(page, 'drop', [named('holiday.zip', Buffer.from(zip), 'application/zip')]);
  await expect(count(page)).toHaveText('2 pictures');
  await hand(page, 'paste', [named('image.png', await png(page, 'green'))]);
  await expect(count(page)).toHaveText('3 pictures');
  const yellow = named('yellow.png', await png(page, 'yellow'));
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files' }).click();
  await (await asked).setFiles(yellow);
  await expect(count(page)).toHaveText('4 pictures');
});

test('a collection is saved, saved over by a slip, taken back, and deleted where storage is', async ({
  quiet: page,
}) => {
  await arrive(page);
  const saveAsTrip = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Save these pictures as a collection' }).click();
    await page.getByRole('textbox', { name: 'Name of the collection' }).fill('Trip');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved as Trip')).toBeVisible();
  };
  await hand(page, 'drop', [
    named('red.png', await png(page, 'red')),
    named('blue.png', await png(page, 'blue')),
  ]);
  await expect(count(page)).toHaveText('2 pictures');
  await saveAsTrip();
  await page.getByRole('button', { name: 'Remove blue.png' }).click();
  await saveAsTrip();
  await expect(page.getByTestId('undo')).toContainText('The collection Trip was replaced.');
  await page.getByTestId('undo').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Saved as Trip')).toHaveCount(0);
  const choice = page.getByRole('combobox', { name: 'Built-in pictures' });
  await choice.selectOption({ label: 'Trip' });
  await expect(count(page)).toHaveText('2 pictures');

  await page.evaluate(() => window.visplay!.perform('storage'));
  const kept = page.locator('[data-kept="collection Trip"]');
  await expect(kept).toContainText('Trip collection');
  await page.clock.install();
  await kept.getByRole('button', { name: 'Delete Trip' }).click();
  await expect(kept).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.mouse.move(640, 10);
  await page.clock.runFor(13_000);
  await expect(choice.getByRole('option', { name: 'Trip' })).toHaveCount(0);
});

test('switches between built-in collections and leads back by address', async ({ quiet: page }) => {
  await arrive(page);
  await page.getByRole('combobox', { name: 'Built-in pictures' }).selectOption('clean');
  await expect(page).toHaveURL(/\?collection=clean$/);
  await expect(count(page)).toHaveText('96 pictures');
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Built-in pictures' })).toHaveValue('clean');
});

test('says what to do when there is no picture', async ({ quiet: page }) => {
  await arrive(page);
  await hand(page, 'drop', [named('red.png', await png(page, 'red'))]);
  await expect(count(page)).toHaveText('1 picture');
  await page.getByRole('button', { name: 'Remove all pictures' }).click();
  await expect(count(page)).toHaveText('0 pictures');
  await expect(page.getByText('Add pictures first')).toBeVisible();
  await expect(page.locator('[data-action="start"]')).toBeDisabled();
});
