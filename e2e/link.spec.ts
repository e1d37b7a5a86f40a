import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runOf, runThrough, test } from './visit.ts';

test('an address sets the run up, and the run says so', async ({ quiet: page }) => {
  await fakeWorker(page);
  await arrive(page, '/?preset=quick&seed=7&grpo.learningRate=1e-4');
  await runThrough(page);
  const { header } = await runOf(page);
  expect(header).toMatchObject({
    preset: 'quick',
    config: { 'run.seed': 7, 'grpo.learningRate': 1e-4, 'questioner.steps': 2 },
  });
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByRole('region', { name: 'This run' })).toContainText('grpo.learningRate = 0.0001');
});

test('changing a setting changes the address, which leads back', async ({ quiet: page }) => {
  await arrive(page);
  await page.getByRole('combobox', { name: 'Preset' }).first().selectOption('paper');
  await page.getByRole('spinbutton', { name: 'Rounds' }).fill('5');
  await expect(page).toHaveURL(/\?preset=paper&run\.rounds=5/);
  await page.reload();
  await expect(page.getByRole('spinbutton', { name: 'Rounds' })).toHaveValue('5');
  await page.getByRole('button', { name: 'Reset Rounds' }).click();
  await expect(page).toHaveURL(/\?preset=paper$/);
});

test('every setting explains itself', async ({ quiet: page }) => {
  await arrive(page);
  await page.getByRole('button', { name: 'About Questions per picture' }).click();
  const knob = page.locator('[data-knob="questioner.groupSize"]');
  await expect(knob).toContainText('The group in which questions compete');
  await expect(knob).toContainText('a whole number from 2 to 64');
  await expect(knob).toContainText('questioner.groupSize');
});

test('a value out of range is refused in place', async ({ quiet: page }) => {
  await arrive(page);
  await page.getByRole('spinbutton', { name: 'Rounds' }).fill('99');
  await expect(page.locator('[data-knob="run.rounds"]')).toContainText('Takes a whole number from 1 to 20.');
  await expect(page).not.toHaveURL(/rounds/);
});

test('what an address holds that cannot be used is said, the rest applies', async ({ quiet: page }) => {
  await arrive(page, '/?preset=best&seed=-1&run.rounds=4');
  await expect(page.getByRole('alert').first()).toContainText('There is no preset "best".');
  await expect(page.getByRole('alert').nth(1)).toContainText('"-1" is no value for run.seed.');
  await expect(page.getByRole('spinbutton', { name: 'Rounds' })).toHaveValue('4');
});
