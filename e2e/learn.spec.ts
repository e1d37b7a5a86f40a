import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { lessonNames, lessonOf } from '../src/learn/lesson.ts';
import { fakeWorker } from './fakeWorker.ts';
import { smallTexts } from './looks.ts';
import { arrive, expect, runOf, stateOf, test, untilDrawn, untilWorker } from './visit.ts';

const card = (page: Page) => page.locator('.lesson-card');
/** The lesson of the address stands at its start. */
const ready = (page: Page) =>
  expect(page.locator('.lesson')).toHaveAttribute('data-lesson', lessonOf(new URL(page.url()).hash)!);
const station = (page: Page, spot: string) => page.locator(`[data-spot="${spot}"]`);

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

test('the teacher gives all eight lessons by keyboard alone', async ({ quiet: page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('/?mode=teach&hide=setup,run#/learn/1');
  await expect(card(page).getByRole('heading')).toContainText('One model, two roles');

  // Guess first: the vote is not there until it is revealed.
  await page.keyboard.press('PageDown');
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/#\/learn\/3$/);
  await ready(page);
  await expect(station(page, 'vote')).toContainText('Not answered yet');
  await expect(page.getByTestId('vote-class')).toHaveCount(0);
  const { sequence: start } = await runOf(page);
  await page.keyboard.press('Space');
  await expect(card(page)).toContainText('votes. It is now the silver answer');
  await expect(page.getByTestId('vote-class').first()).toBeVisible();

  // Space goes on playing, the way back leads to the exact start.
  await page.keyboard.press('Space');
  await untilWorker(page, 'running');
  await page.keyboard.press('r');
  await untilWorker(page, 'paused');
  await expect.poll(async () => (await runOf(page)).sequence).toBe(start);
  await expect(page.getByTestId('vote-class')).toHaveCount(0);
  await expect(card(page).getByRole('button', { name: 'Reveal' })).toBeVisible();

  // An arrow goes on by a step, and answers what was asked on the way.
  await page.keyboard.press('ArrowRight');
  await expect(card(page)).toContainText('votes. It is now the silver answer');

  // One key a stage: only what is lit is there, as large as there is room.
  await page.keyboard.press('5');
  await expect(station(page, 'advantages')).toBeVisible();
  await expect(station(page, 'vote')).toBeHidden();
  await page.keyboard.press('8');
  await expect(station(page, 'vote')).toBeVisible();

  await page.keyboard.press('b');
  await expect(page.locator('.blank')).toBeVisible();
  await page.keyboard.press('b');
  await expect(page.locator('.blank')).toHaveCount(0);

  // The whole screen, and back.
  const whole = () => page.evaluate(() => document.fullscreenElement?.tagName ?? null);
  await page.keyboard.press('f');
  await expect.poll(whole).toBe('HTML');
  await page.keyboard.press('f');
  await expect.poll(whole).toBeNull();

  // Every lesson stands, and all but the one with sliders reveal on the same key.
  await page.keyboard.press('p');
  await page.keyboard.press('p');
  for (let lesson = 1; lesson <= 8; lesson++) {
    await expect(page).toHaveURL(new RegExp(`#/learn/${lesson}$`));
    await ready(page);
    if (lesson === 4) {
      await vanishAndReturn(page);
    } else {
      await expect(card(page).getByRole('button', { name: 'Reveal' })).toBeVisible();
      await page.keyboard.press('Space');
      await expect(card(page).locator('.said')).not.toBeEmpty();
      await expect(card(page).locator('.option.right')).toBeVisible();
    }
    if (lesson < 8) await page.keyboard.press('n');
  }
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/#\/learn\/8$/);

  // What was gone through is remembered.
  await page.goto('/#/learn');
  await expect(page.locator('.lesson-list .finished')).toHaveCount(8);
});

/** Sets every reward to 1 and one back, by keyboard. */
async function vanishAndReturn(page: Page): Promise<void> {
  const sliders = page.getByRole('slider');
  const count = await sliders.count();
  for (let member = 0; member < count; member++) {
    await sliders.nth(member).focus();
    await page.keyboard.press('End');
  }
  await expect(page.locator('.regime')).toContainText('All are right');
  await expect(page.locator('.bench li').first()).toContainText('+0.00');
  await page.keyboard.press('Home');
  await expect(page.locator('.regime')).toContainText('One wrong among many right');
  await expect(card(page).locator('.said')).not.toBeEmpty();
  // A slider keeps the keys that move it, and no others.
  await expect(sliders.last()).toBeFocused();
}

test('a lesson fits a projector: 20 px and 7:1 at least, nothing cut off', async ({ quiet: page }) => {
  // Eight lessons, each looked at by axe in both themes.
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1280, height: 720 });
  // Contrast is looked at in what has come to rest.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const lesson of lessonNames) {
    await page.goto(`/?mode=teach#/learn/${lessonNames.indexOf(lesson) + 1}`);
    await ready(page);
    if (lesson !== 'advantages') await page.keyboard.press('Space');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faint(page), `${lesson}, ${colorScheme}`).toEqual([]);
    }
    // What axe says beside that does not depend on the lesson, but on whether it has figures or a bench.
    if (lesson === 'agreement' || lesson === 'advantages') expect(await violations(page), lesson).toEqual([]);
    expect(await smallTexts(page), lesson).toEqual([]);
    // The silver set is a table, which scrolls.
    for (const box of lesson === 'collapse' ? ['html'] : ['html', '.lesson .screen']) {
      const hidden = await page.locator(box).evaluate((it) => it.scrollHeight - it.clientHeight);
      expect(hidden, `${lesson} ${box}`).toBeLessThanOrEqual(0);
    }
  }
});

/** Texts with less contrast than 7:1 (4.5:1 where they are large), as axe measures it. */
async function faint(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withRules(['color-contrast-enhanced'])
    .analyze();
  return found.flatMap(({ nodes }) =>
    nodes.map((node) => `${node.html.slice(0, 120)} ${node.failureSummary}`),
  );
}

test('a learner guesses with the mouse, and is told', async ({ quiet: page }) => {
  await page.goto('/#/learn');
  await page.getByRole('link', { name: /Agreement as a teacher/ }).click();
  await expect(page).toHaveURL(/#\/learn\/3$/);
  await ready(page);
  // Nothing on the screen leads away from the place that the lesson is about, also when it has told all.
  const follow = page.locator('[data-action="follow"]');
  await expect(page.locator('.place-line')).toBeVisible();
  await expect(follow).toHaveCount(0);
  const wrong = card(page).locator('button.option').first();
  await wrong.click();
  await expect(card(page).locator('.option.right')).toBeVisible();
  await expect(card(page).locator('.said')).toContainText('wins with');
  await expect(follow).toHaveCount(0);
  expect(await stateOf(page)).toMatchObject({ source: 'recorded' });
  await card(page).getByRole('button', { name: 'Next lesson' }).click();
  await expect(page).toHaveURL(/#\/learn\/4$/);
  await page.goBack();
  await expect(card(page).getByRole('heading')).toContainText('Agreement');
});

test('a lesson opens its own recording and lends its settings; the visitor’s come back', async ({
  quiet: page,
}) => {
  const settings = () => page.evaluate(() => window.visplay!.setup().config);
  await page.goto('/?reward.diversity=group#/learn/5');
  await ready(page);
  expect((await runOf(page)).header?.preset).toBe('one-template');
  expect(await settings()).toMatchObject({ 'reward.diversity': 'none', 'reward.balance': 0 });
  await expect(page.getByTestId('lent')).toContainText('Diversity penalty: none');
  await card(page).getByRole('button', { name: 'Reveal' }).click();
  await expect(card(page).locator('.said')).toContainText('has no such penalty');
  // A link says what the visitor chose, and so does the page once it is opened again.
  await expect(page).toHaveURL(/\?reward\.diversity=group#\/learn\/5$/);
  await card(page).getByRole('button', { name: 'Next lesson' }).click();
  await ready(page);
  expect(await settings()).toMatchObject({ 'reward.diversity': 'group', 'reward.balance': 0.2 });
  await expect(page.getByTestId('lent')).toHaveCount(0);
  await page.keyboard.press('p');
  await ready(page);
  await page.getByRole('link', { name: 'Watch', exact: true }).click();
  await expect.poll(settings).toMatchObject({ 'reward.diversity': 'group' });
  await expect(page.getByTestId('undo')).toHaveCount(0);
});

test('a lesson does not throw away a run that is going on', async ({ quiet: page }) => {
  // Slow enough to be going on still when the lesson is opened.
  await fakeWorker(page, { msPerEvent: 1000 });
  await page.goto('/#/watch');
  await expect(page.getByTestId('chip')).toContainText('Recorded');
  await page.locator('main [data-action="start"]').click();
  await expect.poll(() => stateOf(page)).toMatchObject({ source: 'live', worker: 'running' });
  await page.getByRole('link', { name: 'Learn', exact: true }).click();
  await page.getByRole('link', { name: /One model, two roles/ }).click();
  await expect(card(page)).toContainText('A run of yours is going on');
  expect((await stateOf(page)).source).toBe('live');
  await card(page).getByRole('button', { name: 'Show the lesson' }).click();
  await ready(page);
  expect((await stateOf(page)).source).toBe('recorded');
});

test('a run that is started in a lesson is not mistaken for what the lesson asks about', async ({
  quiet: page,
}) => {
  await fakeWorker(page, { msPerEvent: 1000 });
  await page.goto('/#/learn/3');
  await ready(page);
  await untilDrawn(page);
  await expect(card(page).getByRole('button', { name: 'Reveal' })).toBeVisible();
  await page.evaluate(() => window.visplay!.perform('start'));
  await expect.poll(() => stateOf(page)).toMatchObject({ source: 'live', worker: 'running' });
  await expect(card(page)).toContainText('A run of yours is going on');
  await expect(card(page).getByRole('button', { name: 'Reveal' })).toHaveCount(0);
  await card(page).getByRole('button', { name: 'Show the lesson' }).click();
  await ready(page);
  await expect(card(page).getByRole('button', { name: 'Reveal' })).toBeVisible();
});

test('without recordings a lesson says so', async ({ quiet: page }) => {
  await arrive(page, '/#/learn/2');
  await expect(card(page)).toContainText('No recorded run came with this page');
});

test('a link takes controls away, and says which it cannot', async ({ quiet: page }) => {
  await arrive(page, '/?hide=setup,charts,presets,transport,theme,lamp#/watch');
  await expect(page.locator('.transport, .preset-slot, .header [data-action="theme"]')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Charts' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Groups' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Setup' })).toHaveCount(0);
  await expect(page.getByText('The page has no part "lamp" to hide.')).toBeVisible();
  await arrive(page, '/?hide=advanced');
  await expect(page.getByRole('heading', { name: 'Setup' })).toBeVisible();
  await expect(page.getByText('Advanced', { exact: true })).toHaveCount(0);
});

test('a shared link leads to the same setup, laid out for those who open it', async ({
  quiet: page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await arrive(page, '/?preset=paper&seed=11&grpo.learningRate=0.0001#/learn/3');
  await page.locator('.header [data-action="share"]').click();
  const dialog = page.getByRole('dialog', { name: 'Share this' });
  await dialog.getByRole('button', { name: 'Projector' }).click();
  await dialog.getByRole('checkbox', { name: 'Setup', exact: true }).check();
  const link = dialog.getByRole('textbox', { name: 'Link' });
  await expect(link).toHaveValue(
    /\?preset=paper&seed=11&grpo\.learningRate=0\.0001&mode=teach&hide=setup#\/learn\/3$/,
  );
  await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  await expect(link).toHaveValue(copied);
  await page.goto(copied);
  await expect(page.locator('html')).toHaveAttribute('data-mode', 'teach');
  const setup = await page.evaluate(() => window.visplay!.setup());
  expect(setup).toMatchObject({ preset: 'paper', hide: ['setup'] });
  expect(setup.config).toMatchObject({ 'run.seed': 11, 'grpo.learningRate': 1e-4 });
});

test('the lab shows raw keys, and all settings', async ({ quiet: page }) => {
  await arrive(page, '/?mode=lab');
  await expect(page.locator('.rail').getByText('grpo.learningRate', { exact: true })).toBeVisible();
  await expect(page.locator('.rail').getByText('run.seed', { exact: true })).toBeVisible();
});

test('the list and a lesson are accessible in both themes', async ({ quiet: page }) => {
  for (const scheme of ['light', 'dark'] as const) {
    // What fades in has no contrast yet.
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const address of scheme === 'light' ? ['/#/learn', '/#/learn/3'] : ['/#/learn/4']) {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      if (address !== '/#/learn') await ready(page);
      expect(await violations(page), `${scheme} ${address}`).toEqual([]);
    }
  }
});
