import type { Page } from '@playwright/test';
import { hand, png } from './hand.ts';
import { arrive, expect, test } from './visit.ts';

const count = (page: Page) => page.getByTestId('picture-count');
const offer = (page: Page) => page.getByTestId('undo');

async function dropTwo(page: Page): Promise<void> {
  await hand(page, 'drop', [
    { name: 'red.png', mimeType: 'image/png', buffer: await png(page, 'red') },
    { name: 'blue.png', mimeType: 'image/png', buffer: await png(page, 'blue') },
  ]);
  await expect(count(page)).toHaveText('2 pictures');
}

test('removed pictures come back by a button, by a key, and one by one', async ({ quiet: page }) => {
  await arrive(page);
  await dropTwo(page);
  await expect(offer(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Remove all pictures' }).click();
  await expect(offer(page)).toContainText('2 pictures were removed.');
  await offer(page).getByRole('button', { name: 'Undo' }).click();
  await expect(count(page)).toHaveText('2 pictures');
  await expect(offer(page)).toHaveCount(0);

  await page.getByRole('button', { name: 'Remove red.png' }).click();
  await expect(count(page)).toHaveText('1 picture');
  await page.keyboard.press('Control+z');
  await expect(count(page)).toHaveText('2 pictures');
});

test('own pictures come back where built-in ones took their place', async ({ quiet: page }) => {
  await arrive(page);
  await dropTwo(page);
  await page.getByRole('combobox', { name: 'Built-in pictures' }).selectOption('clean');
  await expect(offer(page)).toContainText('Your 2 pictures made room');
  await page.keyboard.press('Control+z');
  await expect(count(page)).toHaveText('2 pictures');
  await expect(page.getByRole('button', { name: 'Remove red.png' })).toBeAttached();
});

test('settings come back that another preset reset', async ({ quiet: page }) => {
  await arrive(page, '/?run.rounds=5&grpo.learningRate=1e-4');
  await page.getByRole('combobox', { name: 'Preset' }).first().selectOption('paper');
  await expect(page).toHaveURL(/\?preset=paper$/);
  await expect(offer(page)).toContainText('2 changed settings were reset.');
  await offer(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page).toHaveURL(/\?run\.rounds=5&grpo\.learningRate=0\.0001$/);
});

test('what is offered goes away by itself', async ({ quiet: page }) => {
  await page.clock.install();
  await arrive(page);
  await dropTwo(page);
  await page.getByRole('button', { name: 'Remove all pictures' }).click();
  await expect(offer(page)).toBeVisible();
  await page.mouse.move(640, 10);
  await page.clock.runFor(13_000);
  await expect(offer(page)).toHaveCount(0);
  await expect(count(page)).toHaveText('0 pictures');
});
