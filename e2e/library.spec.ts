import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { packRun } from '../src/runs/runFile.ts';
import { tinyHeader, tinyRun } from '../src/app/fixtures/tinyRun.ts';
import type { Config } from '../src/loop/config.ts';
import type { StampedEvent } from '../src/loop/events.ts';
import { fakeWorker } from './fakeWorker.ts';
import { hand, png, type Handed } from './hand.ts';
import {
  arrive,
  chooseRun,
  expect,
  runOf,
  runThrough,
  stateOf,
  test,
  untilDrawn,
  untilWorker,
} from './visit.ts';

/** The scripted run as a file, under another name and with other settings. */
function runFile(
  runId: string,
  change: Partial<Config>,
  { pictures = tinyHeader.pictures, steps = Number.POSITIVE_INFINITY } = {},
): Handed {
  const header = { ...tinyHeader, runId, pictures, config: { ...tinyHeader.config, ...change } };
  const last = tinyRun.filter(({ kind }) => kind === 'step')[steps - 1];
  const events = tinyRun
    .slice(0, last === undefined ? undefined : tinyRun.indexOf(last) + 1)
    .map((event): StampedEvent =>
      event.kind === 'run.start' ? Object.assign({}, event, { header }) : event,
    );
  return { name: `${runId}.visplay`, mimeType: 'application/zip', buffer: Buffer.from(packRun(events)) };
}

const row = (page: Page, runId: string) => page.locator(`[data-run="${runId}"]`);

async function accessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('main').analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
    expect(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}

/** Nothing reaches beyond the edge of a phone. */
async function fitsPhone(page: Page, what: string): Promise<void> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 740 });
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beyond, `${what} at 360 px`).toBeLessThanOrEqual(0);
  await page.setViewportSize(size);
}

test('runs are listed, compared, noted and deleted', async ({ quiet: page }) => {
  test.setTimeout(240_000);
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByText('No run is kept yet')).toBeVisible();
  for (const file of [
    runFile('calm-otter-0001', {}),
    runFile('brisk-heron-0002', { 'reward.diversity': 'none' }),
  ]) {
    await chooseRun(page, file);
    await expect.poll(async () => (await runOf(page)).header?.runId).toBe(file.name.replace('.visplay', ''));
    await page.getByRole('link', { name: 'Runs' }).click();
  }
  await expect(row(page, 'brisk-heron-0002')).toContainText('reward.diversity: both→none');
  await accessible(page, 'the list');
  await fitsPhone(page, 'the list');

  await test.step('a note is kept', async () => {
    const note = page.getByRole('textbox', { name: 'Note on calm-otter' });
    await note.fill('the one to show');
    await note.press('Enter');
    await page.reload();
    await expect(note).toHaveValue('the one to show');
  });

  await test.step('compared', async () => {
    await page.getByRole('checkbox', { name: 'Compare calm-otter' }).check();
    await page.getByRole('checkbox', { name: 'Compare brisk-heron' }).check();
    await page.getByRole('button', { name: 'Compare 2 runs' }).click();
    await expect(page.getByTestId('difference').locator('tbody tr').last()).toContainText('reward.diversity');
    await expect(page.locator('.compare .recharts-line-curve').first()).toBeAttached();
    await accessible(page, 'the comparison');
    await fitsPhone(page, 'the comparison');
  });

  await test.step('a link reopens the comparison, and says which runs are not here', async () => {
    await expect(page).toHaveURL(/#\/runs\/compare\?runs=calm-otter-0001,brisk-heron-0002$/);
    await page.reload();
    await expect(page.locator('.compared-run')).toHaveCount(2);
    await page.evaluate(() => {
      location.hash = '#/runs/compare?runs=calm-otter-0001,brisk-heron-0002,lost-finch-0003';
    });
    await expect(page.getByTestId('missing')).toContainText('lost-finch-0003');
    await expect(page.locator('.compared-run')).toHaveCount(2);
    await accessible(page, 'a comparison that lacks a run');
    const asked = page.waitForEvent('filechooser');
    await page.getByTestId('missing').getByRole('button', { name: 'Choose a run file' }).click();
    await (await asked).setFiles(runFile('lost-finch-0003', {}));
    await expect(page.locator('.compared-run')).toHaveCount(3);
    await expect(page.getByTestId('missing')).toHaveCount(0);
    await page.getByRole('button', { name: 'Take lost-finch out' }).click();
    await expect(page).toHaveURL(/runs=calm-otter-0001,brisk-heron-0002$/);
  });

  await test.step('a stored run is laid over the shown one in the charts, and stands in the link', async () => {
    await page.getByRole('button', { name: 'All runs' }).click();
    await page.getByRole('button', { name: 'Show brisk-heron' }).click();
    await page.getByRole('link', { name: 'Charts' }).click();
    await page.getByRole('combobox', { name: 'Lay a run over it' }).selectOption('calm-otter-0001');
    await expect(page.locator('.overlay')).toContainText('calm-otter');
    await page.getByRole('button', { name: 'Tokens', exact: true }).click();
    await expect(page).toHaveURL(/#\/charts\?x=tokens&runs=calm-otter-0001$/);
    await page.evaluate(() => {
      location.hash = '#/charts?runs=calm-otter-0001,lost-robin-0004';
    });
    await expect(page.getByTestId('missing-overlays')).toContainText('lost-robin-0004');
    await expect(page.getByRole('button', { name: 'Step', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await accessible(page, 'charts with a run over them');
    await page.getByRole('link', { name: 'Runs' }).click();
  });

  await test.step('deleted, and really gone after a while', async () => {
    await page.getByRole('button', { name: 'All runs' }).click();
    await page.clock.install();
    await page.getByRole('button', { name: 'Delete calm-otter' }).click();
    await expect(page.getByTestId('undo')).toContainText('Deleted: calm-otter.');
    await page.clock.runFor(13_000);
    await expect(page.getByTestId('undo')).toHaveCount(0);
    await page.reload();
    await expect(row(page, 'brisk-heron-0002')).toBeVisible();
    await expect(row(page, 'calm-otter-0001')).toHaveCount(0);
  });
});

test('a run whose pictures are gone asks for them, and knows them again', async ({ quiet: page }) => {
  test.setTimeout(120_000);
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  const painted = async (colour: string): Promise<Handed> => ({
    name: `${colour}.png`,
    mimeType: 'image/png',
    buffer: await png(page, colour),
  });
  const [red, blue, green] = [await painted('red'), await painted('blue'), await painted('green')];
  await hand(page, 'drop', [red, blue]);
  await expect(page.getByTestId('picture-count')).toHaveText('2 pictures');
  await runThrough(page);
  const pictures = (await runOf(page)).header!.pictures;
  expect(pictures).toHaveLength(2);
  // A run that broke off long ago; its pictures went with the browser's storage.
  await page.getByRole('link', { name: 'Runs' }).click();
  await chooseRun(page, runFile('calm-otter-0001', {}, { pictures, steps: 1 }));
  await expect.poll(async () => (await runOf(page)).header?.runId).toBe('calm-otter-0001');
  await page.evaluate(() => indexedDB.deleteDatabase('visplay-pictures'));
  await page.reload();
  await untilDrawn(page);
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'Resume calm-otter' }).click();
  const sheet = page.getByRole('dialog', { name: 'Pictures of calm-otter' });
  await expect(sheet.getByTestId('rescue')).toContainText('2 of the 2 pictures');
  await expect(sheet).toContainText('blue.png');
  const resume = sheet.getByRole('button', { name: 'Resume' });
  await expect(resume).toBeDisabled();
  await hand(page, 'drop', [{ ...red, name: 'renamed.png' }, green]);
  await expect(sheet.getByTestId('rescue')).toContainText('One of the 2 pictures');
  await expect(sheet.getByTestId('rescue')).toContainText('One picture that was handed in is none of them');
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await hand(page, 'drop', [blue]);
  await expect(sheet.getByTestId('rescue')).toContainText('All 2 pictures');
  await resume.click();
  await expect(sheet).toBeHidden();
  await expect.poll(() => stateOf(page)).toMatchObject({ source: 'live' });
  // They did not go into the tray, and are kept from now on.
  await expect(page.getByTestId('picture-count')).toHaveText('96 pictures');
});

test('a blind test hides the names until one is chosen, and counts', async ({ quiet: page }) => {
  test.setTimeout(120_000);
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'Blind test' }).click();
  await page.getByRole('textbox', { name: 'Your question' }).fill('How many circles are there?');
  await page.getByRole('button', { name: 'Begin' }).click();
  await expect(page.getByRole('heading', { name: 'Left' })).toBeVisible();
  await expect(page.getByText('Evolved reasoner')).toHaveCount(0);
  await accessible(page, 'the blind test');
  await fitsPhone(page, 'the blind test');
  await page.getByRole('button', { name: 'No difference' }).click();
  await expect(page.getByTestId('verdict')).toHaveText('A tie.');
  await expect(page.getByText('Evolved reasoner')).toHaveCount(1);
  await expect(page.getByTestId('blind-count')).toHaveText('0 for the evolved, 0 for the base, 1 tie');
});

test('of many settings that differ the first are shown, and all on demand', async ({ quiet: page }) => {
  await page.goto('/#/runs');
  for (const name of ['Improved', 'VisPlay, paper'])
    await page.getByRole('checkbox', { name: `Compare ${name}` }).check();
  await page.getByRole('button', { name: 'Compare 2 runs' }).click();
  const rows = page.getByTestId('difference').locator('tbody tr');
  // With the preset.
  await expect(rows).toHaveCount(9);
  await page.getByRole('button', { name: /^Show all \d+ settings$/ }).click();
  expect(await rows.count()).toBeGreaterThan(9);
  await page.getByRole('button', { name: 'Show fewer' }).click();
  await expect(rows).toHaveCount(9);
});

test('a sweep plays a run for each value and compares them', async ({ quiet: page }) => {
  test.setTimeout(120_000);
  await fakeWorker(page, { msPerEvent: 25 });
  await arrive(page);
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'Sweep' }).click();
  await page.getByRole('combobox', { name: 'Knob' }).selectOption('votes.samples');
  for (const [at, value] of ['2', '4', '6', ''].entries())
    await page.getByRole('textbox', { name: `Value ${at + 1}` }).fill(value);
  await accessible(page, 'the sweep');
  await page.getByRole('button', { name: 'Start the sweep' }).click();
  // Seen from inside, drawing by drawing: each run is there for many of them.
  await page.waitForFunction(
    (wanted) => {
      const value = window.visplay?.run().header?.config['votes.samples'];
      const seen = (document.documentElement.dataset['swept'] ?? '').split(' ').filter((one) => one !== '');
      if (value !== undefined && seen.at(-1) !== String(value)) seen.push(String(value));
      document.documentElement.dataset['swept'] = seen.join(' ');
      // A page that is reloaded now is as it was before the sweep.
      if (location.search !== '') throw new Error(`The address says ${location.search}.`);
      return document.documentElement.dataset['swept'] === wanted;
    },
    '2 4 6',
    { timeout: 30_000 },
  );
  await expect(page.getByTestId('sweeping')).toHaveCount(0);
  // The setup is what it was.
  expect(await page.evaluate(() => window.visplay!.setup().config['votes.samples'])).not.toBe(6);
  expect(new URL(page.url()).search).toBe('');
});

test('asked about a picture, the model’s tokens can be looked into', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4, msToSpeak: 1500 });
  await arrive(page, '/#/ask');
  await page.getByRole('textbox', { name: 'Your question' }).fill('How many?');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  // Streamed: its first words are there before it is done.
  await expect(page.getByTestId('saying')).toHaveText('\\boxed{');
  const spoken = page.getByTestId('spoken');
  await expect(spoken.getByRole('button')).toHaveText(['\\boxed{', '3', '}']);
  // It opens where the model was least sure.
  await expect(spoken.getByRole('button', { pressed: true })).toHaveText('}');
  await page.keyboard.press('Tab');
  await spoken.getByRole('button', { pressed: true }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(spoken.getByRole('button', { pressed: true })).toHaveText('3');
  await expect(page.getByTestId('alternatives').locator('tr').first()).toContainText('82');
  // Where it looked for this token: the shares of the picture's places add up to what is said of it.
  await expect(page.getByTestId('alternatives')).toContainText(
    '25\u00a0% of its attention was on the picture.',
  );
  await expect(page.locator('.turn .attended .veil')).toBeVisible();
  await expect(page.locator('.turn .attended')).toContainText('Bright: where it looked for this token');
  await accessible(page, 'an answer');
  await fitsPhone(page, 'an answer');
});

test('before any run the list offers to start one, and Ask says that nothing is trained', async ({
  quiet: page,
}) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page, '/#/ask');
  const who = page.getByTestId('who-it-is');
  await expect(who).toHaveText('Nothing is trained yet: both roles are still the base.');
  await expect(page.getByRole('main')).not.toContainText('The role that learned');
  await page.getByRole('radio', { name: 'Base' }).check();
  await expect(who).toHaveText('The model as it was before any training. It never changes.');
  await page.getByRole('link', { name: 'Runs' }).click();
  const list = page.getByRole('region', { name: 'Kept in this browser' });
  await expect(list).toContainText('No run is kept yet.');
  await list.locator('[data-action="start"]').click();
  await untilWorker(page, 'ended');
});
