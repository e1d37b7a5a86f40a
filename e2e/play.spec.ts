/** The first screen: what a recorded run does at the press of a phrase, a box or a key, and the way to a live one. */
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runOf, stateOf, test, untilWorker } from './visit.ts';

const recorded = ['improved', 'one-template', 'wrong-majorities'];

/** Puts the hand-written run where the page looks for recordings, once for each of these presets. */
async function recordings(page: Page): Promise<void> {
  await page.route('**/recorded/index.json', (route) =>
    route.fulfill({ json: recorded.map((preset) => ({ file: `${preset}.jsonl.gz`, preset })) }),
  );
  await page.route('**/recorded/*.jsonl.gz', (route) => {
    const preset = /([\w-]+)\.jsonl\.gz$/.exec(route.request().url())![1]!;
    const jsonl = tinyRun.map((event) =>
      JSON.stringify(
        event.kind === 'run.start' ? { ...event, header: { ...event.header, preset, runId: preset } } : event,
      ),
    );
    return route.fulfill({ body: gzipSync(`${jsonl.join('\n')}\n`), contentType: 'application/gzip' });
  });
}

const phrase = (page: Page, name: string) => page.locator('.tries').getByRole('button', { name });
const box = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const presetOf = async (page: Page) => (await runOf(page)).header?.preset;
const trains = async (page: Page) => (await runOf(page)).rows.map((row) => row.position.stage);

test('phrases do what they say, without a model', async ({ quiet: page }) => {
  await recordings(page);
  await page.goto('/');
  await expect.poll(() => presetOf(page)).toBe('improved');

  await phrase(page, 'turning variety off').click();
  await expect.poll(() => presetOf(page)).toBe('one-template');
  await expect(page.getByRole('combobox', { name: 'Preset' }).first()).toHaveValue('one-template');
  await expect(phrase(page, 'turning variety off')).toBeHidden();
  await expect(page.locator('.invite')).toContainText('falls onto one template');

  await phrase(page, 'slow motion').click();
  await expect(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('slow');
  await expect(phrase(page, 'slow motion')).toBeHidden();
  expect(await stateOf(page)).toMatchObject({ source: 'recorded', worker: 'running' });

  await phrase(page, 'more').click();
  await page.keyboard.press('ArrowRight');
  await phrase(page, 'a group that teaches nothing').waitFor({ state: 'hidden' });
  await page.keyboard.press('ArrowRight');
  await phrase(page, 'a group that teaches nothing').click();
  await expect(box(page, 'Advantage within the group')).toContainText(
    'No learning signal in this group (σ = 0)',
  );
  await phrase(page, 'the least sure question').click();
  await expect(page.getByTestId('loop').locator('.ask-line[aria-pressed="true"]')).toContainText(
    'What share',
  );

  const chooser = page.waitForEvent('filechooser');
  await phrase(page, 'your own photos').click();
  expect((await chooser).isMultiple()).toBe(true);
});

test('one role alone leaves out the stages of the other, and comes back', async ({ quiet: page }) => {
  await recordings(page);
  await page.goto('/');
  await untilWorker(page, 'running');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('fast');
  await untilWorker(page, 'ended');
  await expect.poll(() => trains(page)).toEqual(['A', 'A', 'B', 'C', 'C', 'C']);
  await expect(page.getByTestId('outcome')).toContainText('37 % right answers to 43 %');

  await page.getByRole('button', { name: 'Questioner only' }).click();
  await expect.poll(() => trains(page)).toEqual(['A', 'A']);
  await untilWorker(page, 'ended');
  expect(page.url()).toContain('reasoner.steps=0');
  await page.getByRole('button', { name: 'Reasoner only' }).click();
  await expect.poll(() => trains(page)).toEqual(['B', 'C', 'C', 'C']);
  await page.getByRole('button', { name: 'Both roles', exact: true }).click();
  await expect.poll(() => trains(page)).toEqual(['A', 'A', 'B', 'C', 'C', 'C']);
  expect(page.url()).not.toContain('steps=0');
});

test('goes from group to group, back, forth and to the start', async ({ quiet: page }) => {
  await recordings(page);
  await page.goto('/');
  await untilWorker(page, 'running');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  const place = page.locator('.place-line');
  await expect(place).toContainText('step A1, group 1 of 2');
  await page.keyboard.press('g');
  await expect(place).toContainText('step A1, group 2 of 2');
  await page.keyboard.press('g');
  await expect(place).toContainText('step A2, group 1 of 2');
  await page.keyboard.press('ArrowLeft');
  await expect(place).toContainText('step A1, group 1 of 2');
  await page.getByRole('button', { name: 'Follow the run' }).click();
  await expect(place).toContainText('step A2');
  await page.keyboard.press('Home');
  await expect.poll(async () => (await runOf(page)).tick).toBe(0);
  await untilWorker(page, 'running');
});

test('every box is the door to its stage', async ({ quiet: page }) => {
  await recordings(page);
  await page.goto('/');
  await untilWorker(page, 'running');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  for (const [name, view] of [
    ['Picture', 'groups'],
    ['Questioner asks', 'groups'],
    ['Reasoner votes', 'groups'],
    ['Reward', 'groups'],
    ['Advantage within the group', 'groups'],
    ['Update', 'charts'],
  ] as const) {
    await box(page, name).getByRole('heading').getByRole('button').click();
    await expect(page).toHaveURL(new RegExp(`#/${view}`));
    await page.goto('/#/watch');
  }
});

test('a link names the recording that it leads into, where that is not the one that opens by itself', async ({
  quiet: page,
}) => {
  await recordings(page);
  await page.goto('/#/groups?step=r1C3&run=wrong-majorities');
  await expect.poll(() => presetOf(page)).toBe('wrong-majorities');
  await expect(page).toHaveURL(/#\/groups\?step=r1C3&run=wrong-majorities$/);
  await page.evaluate(() => window.visplay!.preset('wrong-majorities'));
  await expect(page).toHaveURL(/\?preset=wrong-majorities#\/groups\?step=r1C3$/);
});

test('says where a preset has no recording, and that changes wait for a live run', async ({
  quiet: page,
}) => {
  await recordings(page);
  await page.goto('/');
  await untilWorker(page, 'running');
  await page.getByRole('combobox', { name: 'Preset' }).first().selectOption('oracle');
  await expect(page.locator('.invite')).toContainText('There is no recording of “Control: gold oracle”');
  await page.getByRole('combobox', { name: 'Preset' }).first().selectOption('wrong-majorities');
  await expect.poll(() => presetOf(page)).toBe('wrong-majorities');
  await page.getByRole('spinbutton', { name: 'Answers per question' }).fill('5');
  await expect(page.locator('.invite')).toContainText('Your changes count once you run it live.');
});

test('the recording moves on while a live run gets ready, which can be given up', async ({ quiet: page }) => {
  await recordings(page);
  await fakeWorker(page, { msToOpen: 8000, msPerEvent: 4 });
  await page.goto('/');
  await untilWorker(page, 'running');
  await expect(page.locator('.go-live')).toContainText('MB, loaded once');
  await page.locator('main [data-action="start"]').click();
  await expect(page.locator('.opening')).toContainText('model.safetensors: 2 MB of 8 MB (25 %)');
  const before = (await runOf(page)).sequence;
  await expect.poll(async () => (await runOf(page)).sequence).toBeGreaterThan(before);
  expect((await stateOf(page)).source).toBe('recorded');
  // A look at another recording does not throw away what gets ready.
  await page.evaluate(() => window.visplay!.show('runs'));
  await page.locator('.run-row.recorded').getByRole('button').last().click();
  await expect(page.locator('[data-fault="run-in-progress"]')).toBeVisible();
  await page.evaluate(() => window.visplay!.show('watch'));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('main [data-action="start"]')).toBeEnabled();
  await page.locator('main [data-action="start"]').click();
  await untilWorker(page, 'ended');
  expect((await stateOf(page)).source).toBe('live');
});

test('without a recording, too, the way to a live run can be given up', async ({ quiet: page }) => {
  await fakeWorker(page, { msToOpen: 60_000 });
  await arrive(page);
  await page.locator('main [data-action="start"]').click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('main [data-action="start"]')).toBeEnabled();
  expect((await stateOf(page)).source).toBe('none');
});

test('a setting is found by what it does', async ({ quiet: page }) => {
  await arrive(page);
  const setup = page.getByRole('complementary');
  await expect(setup.locator('[data-knob]:visible')).toHaveCount(6);
  await setup.getByText('Advanced').click();
  await setup.getByRole('searchbox', { name: 'Find a setting' }).fill('kl');
  const knob = setup.locator('[data-knob="grpo.klCoefficient"]');
  await knob.getByRole('button', { name: /^About/ }).click();
  await expect(knob).toContainText('Paper');
  await expect(knob).toContainText('Range');
});

for (const theme of ['light', 'dark'] as const) {
  test(`a recorded run is accessible in the ${theme} theme, also at its end`, async ({ quiet: page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await recordings(page);
    await page.goto('/');
    await untilWorker(page, 'running');
    const violations = async (): Promise<string[]> =>
      (await new AxeBuilder({ page }).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
      );
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('.place-line')).toContainText('step A1, group 1 of 2');
    await page.keyboard.press('g');
    await expect(page.locator('.place-line')).toContainText('group 2 of 2');
    expect(await violations()).toEqual([]);
    for (let stage = 0; stage < 4; stage++) await page.keyboard.press('Shift+ArrowRight');
    await expect(page.getByTestId('outcome')).toBeVisible();
    expect(await violations()).toEqual([]);
  });
}
