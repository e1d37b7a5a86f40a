/* oxlint-disable unicorn/consistent-function-scoping -- what runs in the page must stand alone */
import type { Page } from '@playwright/test';
import type { View } from '../src/app/screen.ts';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

/**
 * Numbers that say nothing of themselves: figures in `.number` that are no part of an explained one. What is no
 * measurement needs none: places in a list, names of steps, formulas that are written out, controls.
 */
const silent = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || !/\d/.test(node.textContent ?? '') || !parent.checkVisibility()) continue;
      if (parent.closest('.number') === null || parent.closest('[data-explain]') !== null) continue;
      const places = '.ordinal, .place-line, .advantage-lines li > :first-child, .alerts, th, dt';
      const formulas = 'math, .reward-math, .verdict, [aria-label="Vote"] > p';
      const facts = '.pairs, button, a, select, label, output';
      const told = [places, formulas, facts].join();
      if (parent.closest(told) !== null) continue;
      found.push(`${parent.className || parent.tagName}: ${node.textContent}`);
    }
    return found;
  });

/** Explained numbers that no key comes to. */
const unreached = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main [data-explain]')]
      .filter((one) => one.checkVisibility() && one.tabIndex !== 0)
      .filter((one) => {
        if (one.closest('button, a') !== null) return false;
        const kind = `[data-explain="${one.dataset['explain']}"][tabindex="0"]`;
        return one.tabIndex !== -1 || one.closest('[data-arrows]')?.querySelector(kind) == null;
      })
      .map((one) => one.outerHTML.slice(0, 120)),
  );

/** Focuses one number of each kind in the view, as Tab does, and reads what is said. */
async function explained(page: Page): Promise<ReadonlyMap<string, string>> {
  const said = new Map<string, string>();
  const kinds = await page
    .locator('main [data-explain][tabindex="0"]:visible')
    .evaluateAll((all) => [...new Set(all.map((one) => one.dataset['explain']!))]);
  const card = page.getByRole('tooltip');
  for (const kind of kinds) {
    // From the keyboard: a focus by script counts as one after a key was pressed.
    await page.keyboard.press('Shift');
    const number = page.locator(`main [data-explain="${kind}"][tabindex="0"]:visible`).first();
    await number.focus();
    await expect(number, kind).toHaveAttribute('aria-describedby', 'explanation');
    const text = await card.innerText();
    const [name, ...lines] = text.split('\n').filter((line) => line !== '');
    expect(name, kind).toMatch(/\p{L}{3}/u);
    expect(
      lines.some((line) => line.includes(' = ')),
      `${kind}: ${text}`,
    ).toBe(true);
    expect(text, kind).toMatch(/src\/[\w/]+\.ts/);
    said.set(kind, text);
    await page.keyboard.press('Escape');
    await expect(card, kind).toHaveCount(0);
  }
  return said;
}

test('every number of the views explains itself, by keys too', async ({ quiet: page }) => {
  test.setTimeout(180_000);
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  const show = async (view: View): Promise<void> => {
    await page.evaluate((name) => window.visplay!.show(name), view);
    await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
  };
  const told = new Map<string, string>();
  const look = async (name: string): Promise<void> => {
    await expect(page.locator('main [data-explain]').first()).toBeVisible();
    expect.soft(await silent(page), `${name}: numbers without an explanation`).toEqual([]);
    expect.soft(await unreached(page), `${name}: numbers that no key reaches`).toEqual([]);
    for (const [kind, text] of await explained(page)) told.set(kind, text);
  };
  await show('watch');
  await look('watch');
  await show('groups');
  await page.getByRole('button', { name: 'Round 1, Stage A, step 1' }).click();
  await look('groups, questions');
  await page.getByRole('button', { name: 'Round 1, Stage C, step 1' }).click();
  await look('groups, answers');
  await show('charts');
  await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
  await look('charts');
  await show('silver');
  await look('silver');
  await show('runs');
  await look('runs');
  await show('ask');
  await page.getByRole('textbox', { name: 'Your question' }).fill('How many?');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('alternatives')).toBeVisible();
  await look('ask');
  // Of the numbers that matter most, the formula is filled in.
  expect(told.get('advantage')).toContain('Â = (r − μ) / (σ + ε) = (1.000 − 0.500) / 0.577 = +0.87');
  expect(told.get('questionReward')).toContain('= +1.00 −0.33 = 0.67');
  expect(told.get('reasoner/accuracy')).toContain('= 7 / 8 = 88');
  expect(told.get('alternative')).toContain('exp(');
  // The Update box, the tiles and the charts.
  for (const key of ['kl', 'entropy', 'grad_norm', 'frac_reward_zero_std', 'heldout/accuracy'])
    expect(told.get(key), key).toContain(key);
});

test('a number says what it is when it is pointed at, and when it is pressed', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  const card = page.getByRole('tooltip');
  const kl = page.locator('.station.update [data-explain="kl"]');
  await kl.hover();
  await expect(card).toContainText('KL to the anchor');
  // One can point at what is said, too: it stays.
  await card.hover();
  await expect(card).toContainText('src/grpo/step.ts');
  await page.locator('h2').first().hover();
  await expect(card).toHaveCount(0);
  // The box around a number leads elsewhere; the number itself does not.
  await kl.click();
  await expect(card).toContainText('Key kl');
  await expect(page.locator('[data-view="watch"]')).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  // Along a list the arrow keys lead from number to number.
  const advantages = page.locator('.station.advantages [data-explain="advantage"]');
  await advantages.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(advantages.nth(1)).toBeFocused();
  await expect(card).toContainText('Advantage');
});
