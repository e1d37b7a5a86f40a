/** The whole path of somebody who comes by: from the recording to a run on pictures of one's own, and on to somebody else. */
import { five, hand } from './hand.ts';
import { expect, runOf, smallest, stateOf, test, untilDrawn, untilWorker } from './visit.ts';

/** As small as they go, and two steps of the questioner. */
const settings = Object.fromEntries(new URLSearchParams(`${smallest}&questioner.steps=2`));

test('from the first look over five pictures and two live steps to a link that sets up the same', async ({
  quiet: page,
  browser,
  baseURL,
}) => {
  test.setTimeout(300_000);
  await test.step('it opens on a recording, which moves', async () => {
    await page.goto('/?backend=wasm');
    await untilDrawn(page);
    await expect(page.getByTestId('chip')).toContainText('Recorded on');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect.poll(async () => (await runOf(page)).sequence).toBeGreaterThan(2);
  });

  await test.step('a suggestion does what it says, and is not made again', async () => {
    await expect(page.locator('.tries [data-action="choose pictures"]')).toHaveCount(1);
    const suggestion = page.locator('.tries [data-action="slow motion"]');
    await suggestion.click();
    await expect(suggestion).toHaveCount(0);
    const pace = page.getByRole('combobox', { name: 'Speed' });
    await expect(pace).toHaveValue('slow');
    await pace.selectOption('fast');
  });

  await test.step('five pictures are dropped, and stay here', async () => {
    await hand(page, 'drop', await five(page));
    await expect(page.getByTestId('picture-count')).toHaveText('5 pictures');
    await expect(page.locator('.tries [data-action="choose pictures"]')).toHaveCount(0);
    await expect(page.getByText('Your pictures stay on this machine.').first()).toBeVisible();
  });

  await test.step('it goes live with them, for two steps and more', async () => {
    await page.evaluate(({ preset, ...others }) => {
      window.visplay!.preset(preset!);
      window.visplay!.set(others);
    }, settings);
    await page.locator('[data-action="start"]').first().click();
    await expect(page.getByTestId('chip')).toContainText('Live on WASM', { timeout: 60_000 });
    await untilWorker(page, 'ended', 200_000);
    await expect.poll(async () => (await runOf(page)).end).toBe('finished');
    const { header, rows } = await runOf(page);
    expect(header?.pictures.map(({ name }) => name).toSorted()).toEqual(
      [1, 2, 3, 4, 5].map((at) => `own ${at}.png`),
    );
    expect(rows.filter(({ role }) => role === 'questioner')).toHaveLength(2);
  });

  await test.step('a group of the second step opens, with its numbers', async () => {
    await page.getByRole('link', { name: 'Groups' }).click();
    await page.getByRole('button', { name: 'Round 1, Stage A, step 2' }).click();
    const { steps } = await runOf(page);
    const group = steps.find(({ key }) => key === 'r1A2')!.groups[0]!;
    await expect(page.getByTestId('member')).toHaveCount(group.rewards.length);
    await expect(page.getByTestId('group')).toContainText(group.mean.toFixed(3).replace('-', '−'));
  });

  await page.locator('.header [data-action="share"]').click();
  const link = await page
    .getByRole('dialog', { name: 'Share this' })
    .getByRole('textbox', { name: 'Link' })
    .inputValue();
  const setup = await page.evaluate(() => window.visplay!.setup());
  expect(setup.config['questioner.steps']).toBe(2);

  const fresh = await browser.newContext({ baseURL: baseURL! });
  try {
    const other = await fresh.newPage();
    await other.goto(link);
    await untilDrawn(other);
    expect(await other.evaluate(() => window.visplay!.setup())).toEqual(setup);
    // The pictures are not in the link: whoever opens it has the built-in ones.
    expect((await stateOf(other)).pictures).toBeGreaterThan(5);
    await other.goto(link.replace(/#.*$/, ''));
    await expect(other.locator('[data-knob="votes.samples"] input[type="number"]')).toHaveValue('2');
  } finally {
    await fresh.close();
  }
});
