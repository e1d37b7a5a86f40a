import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { COLLECTION_SIZE } from '../src/images/collections.ts';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runOf, stateOf, test, untilWorker } from './visit.ts';

test('opens with pictures and a start, and asks for nothing', async ({ quiet: page }) => {
  await fakeWorker(page);
  await arrive(page);
  await expect(page.getByRole('heading', { name: 'A model that quizzes itself' })).toBeVisible();
  await expect(page.locator('[data-action="start"]')).toBeEnabled();
  await expect(page.getByText('Your pictures stay on this machine.').first()).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('runs, shows the loop, pauses and plays with one key', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 80 });
  await arrive(page, '/?preset=quick');
  await page.locator('[data-action="start"]').click();
  await untilWorker(page, 'running');
  await expect(page.getByTestId('chip')).toHaveText('hand-written · Live on Test GPU (WebGPU)');
  await expect(page.getByTestId('loop')).toContainText('How many red circles are there?');
  await page.keyboard.press('Space');
  await untilWorker(page, 'paused');
  await expect(page.getByTestId('progress')).toContainText('Paused');
  await page.keyboard.press('Space');
  await untilWorker(page, 'ended');
  await expect.poll(async () => (await runOf(page)).end).toBe('finished');
  expect((await runOf(page)).tick).toBe(6);
});

test('goes step by step and stage by stage', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 1000 });
  await arrive(page);
  await page.keyboard.press('ArrowRight');
  await untilWorker(page, 'paused');
  await expect(page.getByTestId('progress')).toContainText('step 1 of 2');
  await expect.poll(async () => (await runOf(page)).tick).toBe(1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await runOf(page)).tick).toBe(2);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await runOf(page)).position?.stage).toBe('B');
  await page.getByRole('button', { name: 'Stop' }).click();
  await untilWorker(page, 'ended');
});

test('says where it is to those who listen', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 40 });
  await arrive(page);
  await page.locator('[data-action="start"]').click();
  await expect(page.getByTestId('announcer')).toHaveText('Round 1, stage A: the questioner learns, 2 steps.');
  await expect(page.getByTestId('announcer')).toHaveText('The run has ended.');
});

test('shows and closes the keys', async ({ quiet: page }) => {
  await arrive(page);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(dialog).toContainText('Next stage');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('?');
  await expect(dialog).toBeVisible();
});

test('remembers the theme', async ({ quiet: page }) => {
  await arrive(page);
  const before = await page.locator('html').getAttribute('data-theme');
  await page.getByRole('button', { name: 'Switch between light and dark' }).click();
  const after = await page.locator('html').getAttribute('data-theme');
  expect(new Set([before, after])).toEqual(new Set(['dark', 'light']));
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', after!);
  // The browser's own bar goes with it.
  await expect(page.locator('meta[name="theme-color"][media="all"]')).toHaveAttribute('data-of', after!);
});

test('does the same from the console as from the buttons', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 5 });
  await arrive(page);
  expect(await page.evaluate(() => window.visplay!.perform('stop'))).toBe(false);
  expect(await page.evaluate(() => window.visplay!.perform('start'))).toBe(true);
  await untilWorker(page, 'ended');
  expect(await stateOf(page)).toMatchObject({ source: 'live', pictures: COLLECTION_SIZE });
  await expect.poll(async () => (await runOf(page)).sequence).toBe(tinyRun.length - 1);
});

for (const [until, standing, said] of [
  ['questions', '…', 'parsed, waits for its answers'],
  ['votes', 'c 0.75', 'voted on, waits for its reward'],
] as const) {
  test(`each question says how far it has come: ${said}`, async ({ quiet: page }) => {
    const at = tinyRun.findIndex(({ kind }) => kind === until);
    await fakeWorker(page, { events: tinyRun.slice(0, at + 1), msPerEvent: 4 });
    await arrive(page);
    await page.evaluate(() => window.visplay!.perform('start'));
    const lines = page.getByTestId('loop').locator('.ask-line');
    await expect(lines.first()).toContainText(standing);
    await expect(lines.first().getByTitle(said)).toBeVisible();
    // One that cannot be read is shown, and says that nobody is asked.
    await expect(lines.last()).toContainText('Does not parse');
  });
}
