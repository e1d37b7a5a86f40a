import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runOf, runThrough, test } from './visit.ts';

test.beforeEach(async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
});

test('a group of questions, down to the arithmetic', async ({ quiet: page }) => {
  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByRole('button', { name: 'Round 1, Stage A, step 1' }).click();
  const members = page.getByTestId('member');
  await expect(members).toHaveCount(4);
  await expect(members.first()).toContainText('own answer 3');
  const detail = page.getByTestId('member-detail');
  await expect(detail).toContainText('How many red circles are there?');
  await expect(detail).toContainText('merged by rule: “3.0” (same number)');
  await expect(detail).toContainText('c = 3 / 4 = 0.750');
  await expect(detail).toContainText('0 of 2 blind answers');
  // 1 − 1/3, from the scripted rewards
  await expect(detail.getByRole('table')).toContainText('repeats on this picture');
  await expect(detail.getByRole('table')).toContainText('0.667');
  await expect(detail.locator('math').last()).toContainText('0.158');
  const { rewards, deviation } = (await runOf(page)).steps.find(({ key }) => key === 'r1A1')!.groups[0]!;
  const sum = rewards.reduce((total, reward) => total + reward, 0);
  const head = page.getByTestId('group-math').locator('math');
  await expect(head.first()).toContainText(`${sum.toFixed(3)}4`);
  await expect(head.last()).toContainText(`${(3 * deviation ** 2).toFixed(3)}3`);
});

test('an output that does not parse is shown with its text and its reward', async ({ quiet: page }) => {
  await page.goto('/#/groups');
  await page.getByRole('button', { name: 'Round 1, Stage A, step 1' }).click();
  await page.getByRole('button', { name: /Does not parse: there is no type/ }).click();
  const detail = page.getByTestId('member-detail');
  await expect(detail).toContainText('How many things <question> are there?');
  await expect(detail).toContainText('−0.700');
});

test('a group without variance says that there is nothing to learn', async ({ quiet: page }) => {
  await page.goto('/#/groups');
  await page.getByRole('button', { name: 'Round 1, Stage A, step 2' }).click();
  await page.getByTestId('group-item').nth(1).click();
  await expect(page.getByTestId('group')).toContainText('No learning signal in this group (σ = 0)');
});

test('a group of answers, with the silver answer and the vote behind it', async ({ quiet: page }) => {
  await page.goto('/#/groups');
  await page.getByRole('button', { name: 'Round 1, Stage C, step 1' }).click();
  const group = page.getByTestId('group');
  await expect(group).toContainText('Silver answer: 3');
  await expect(page.getByTestId('member')).toHaveCount(4);
  await expect(page.getByTestId('member').nth(3)).toContainText('no box');
  await expect(page.getByTestId('member-detail').getByTestId('vote-class').first()).toContainText('7');
});

test('arrow keys walk steps, groups and questions', async ({ quiet: page }) => {
  await page.goto('/#/groups');
  await page.getByRole('button', { name: 'Round 1, Stage A, step 1' }).click();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Round 1, Stage A, step 2' })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await page.getByTestId('group-item').first().click();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('group-item').nth(1)).toHaveAttribute('aria-current', 'true');
  await page.getByTestId('member').first().getByRole('button').click();
  await page.keyboard.press('End');
  await expect(page.getByTestId('member').nth(3).getByRole('button')).toHaveAttribute('aria-pressed', 'true');
});

test('the silver set shows the way from asked to kept', async ({ quiet: page }) => {
  await page.getByRole('link', { name: 'Silver set' }).click();
  await expect(page.locator('.funnel li')).toHaveText(['Asked10', 'Parsed9', 'Answered8', 'Kept4']);
  const dropped = page.getByRole('region', { name: 'Dropped because' });
  await expect(dropped.getByRole('row')).toHaveCount(6);
  await expect(dropped).toContainText('can be answered without looking');
  await page.getByRole('button', { name: 'Dropped', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Rows' }).locator('tbody tr')).toHaveCount(4);
});

test('charts draw every metric that has values, and say what it means', async ({ quiet: page }) => {
  await page.getByRole('link', { name: 'Charts' }).click();
  const accuracy = page.locator('[data-metric="reasoner/accuracy"]');
  await expect(accuracy.locator('.recharts-line-curve').first()).toBeAttached();
  await accuracy.getByRole('button', { name: 'About Accuracy against silver' }).click();
  await expect(accuracy).toContainText('It rises even when the silver answers are wrong.');
  await expect(accuracy).toContainText('mean(answer = ỹ)');
  const kl = page.locator('[data-metric="kl"]');
  await kl.scrollIntoViewIfNeeded();
  // one thin and one thick line for each role
  await expect(kl.locator('.recharts-line-curve')).toHaveCount(4);
  await kl.getByRole('slider').hover();
  await expect(kl.locator('.chart-tip')).toContainText('Step');
  await expect(page.getByText('Voted unanswerable')).toBeVisible();
});

test('alerts are kept with the run', async ({ quiet: page }) => {
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByRole('region', { name: 'Alerts' })).toContainText('Only 4 silver rows were kept');
  await expect(page.getByRole('region', { name: 'Held-out accuracy' }).locator('tbody tr')).toHaveCount(2);
});
