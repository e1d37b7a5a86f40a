import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

test.beforeEach(async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  await page.goto('/#/groups');
});

test('tokens show how unsure the model was, and what the update did', async ({ quiet: page }) => {
  await page.getByRole('button', { name: 'Round 1, Stage C, step 1' }).click();
  await page.getByTestId('group-item').first().click();
  const tokens = page.getByTestId('tokens');
  await expect(tokens.getByRole('toolbar', { name: 'Token by token' }).last().getByRole('button')).toHaveText(
    ['There', '␣are', '␣some', '␣things.', '␣\\boxed{3}', '<end>'],
  );
  await tokens.getByRole('button', { name: '␣some' }).click();
  // −0.3 of the third word, and 0.05 more after the update of an answer that was paid
  await expect(tokens).toContainText('log p −0.300');
  await expect(tokens).toContainText('ratio 1.051');
  await tokens.getByRole('button', { name: 'After the update' }).click();
  await expect(tokens).toContainText('became more probable');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(tokens.getByRole('button', { pressed: true }).last()).toHaveText('␣things.');
});

test('a supposed reward moves every advantage of the group, and can be taken back', async ({
  quiet: page,
}) => {
  await page.getByRole('button', { name: 'Round 1, Stage C, step 3' }).click();
  await page.getByTestId('group-item').first().click();
  const advantages = page.locator('.members tbody td:last-child');
  await expect(advantages).toHaveText(['+0.50', '+0.50', '+0.50', '−1.50']);
  await page.getByTestId('member').nth(3).getByRole('button').click();
  await page.getByRole('slider', { name: 'What if this reward were' }).fill('1');
  await expect(page.getByTestId('group')).toContainText('No learning signal in this group (σ = 0)');
  await expect(advantages.first()).toHaveText('+0.00');
  await page.getByRole('button', { name: 'As it was' }).click();
  await expect(advantages.last()).toHaveText('−1.50');
});

test('filters and find narrow the groups of the whole run', async ({ quiet: page }) => {
  await page.getByRole('button', { name: 'Whole run' }).click();
  const items = page.getByTestId('group-item');
  await expect(page.getByText('13 groups')).toBeVisible();
  await page.getByRole('button', { name: 'no variance' }).click();
  await expect(items).toHaveCount(3);
  await page.getByRole('button', { name: 'no variance' }).click();
  await page.getByRole('button', { name: 'wrong silver' }).click();
  await expect(items).toHaveCount(4);
  await items.filter({ hasText: 'round 1, A1' }).click();
  await expect(page.getByTestId('member')).toHaveCount(4);
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await page.locator('body').press('/');
  await page.keyboard.type('share of the bars');
  await expect(items).toHaveCount(1);
  await page.getByRole('spinbutton', { name: 'reward' }).fill('5');
  await expect(page.getByText('No group fits the filter.')).toBeVisible();
});

test('what the drawing says stands beside the silver answer', async ({ quiet: page }) => {
  await page.getByRole('button', { name: 'Round 1, Stage C, step 1' }).click();
  await page.getByTestId('group-item').filter({ hasText: 'blue square' }).click();
  await expect(page.getByTestId('gold')).toHaveText('The scene says: A ✗ silver is wrong');
});

test('keys walk through steps, groups and rollouts, and the address follows', async ({
  quiet: page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Round 1, Stage A, step 1' }).click();
  await page.locator('body').press(']');
  await expect(page.getByRole('button', { name: 'Round 1, Stage A, step 2' })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await page.locator('body').press('j');
  await page.locator('body').press('n');
  await expect(page).toHaveURL(/#\/groups\?step=r1A2&group=r1A2g1&member=1&run=[\w-]+$/);
  // The link to it goes into the clipboard by a key.
  await page.locator('body').press('y');
  await expect(page.getByTestId('told')).toHaveText('Copied');
  await expect(page.getByTestId('announcer')).toHaveText('Copied');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.locator('body').press('k');
  await expect(page).toHaveURL(/group=r1A2g0/);
});

test('where nothing may be copied, that is said', async ({ quiet: page }) => {
  // As on an address without https.
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByTestId('told')).toHaveText('Not allowed here');
  await expect(page.getByRole('alert')).toHaveCount(0);
});
