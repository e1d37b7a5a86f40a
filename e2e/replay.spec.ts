import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { packRun } from '../src/runs/runFile.ts';
import { fakeWorker } from './fakeWorker.ts';
import { chooseRun, expect, runOf, stateOf, test, untilWorker } from './visit.ts';

/** Puts the hand-written run where the page looks for recordings. */
async function recording(page: Page): Promise<void> {
  const jsonl = tinyRun.map((event) => `${JSON.stringify(event)}\n`).join('');
  await page.route('**/recorded/index.json', (route) =>
    route.fulfill({
      json: [{ file: 'quick.jsonl.gz', preset: 'quick', thumbnails: 'quick.thumbnails.json' }],
    }),
  );
  await page.route('**/recorded/quick.jsonl.gz', (route) =>
    route.fulfill({ body: gzipSync(jsonl), contentType: 'application/gzip' }),
  );
  const white = 'data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';
  await page.route('**/recorded/quick.thumbnails.json', (route) =>
    route.fulfill({ json: { p0: white, p1: white } }),
  );
}

test('a recorded run moves by itself and says that it is recorded', async ({ quiet: page }) => {
  await recording(page);
  await page.goto('/');
  await expect(page.getByTestId('chip')).toHaveText('hand-written · Recorded on test machine, 20 Nov 2026');
  await expect(page.getByTestId('loop')).toContainText('How many red circles are there?');
  await expect(page.getByTestId('loop').getByRole('img', { name: 'three circles.png' })).toBeVisible();
  expect(await stateOf(page)).toMatchObject({ source: 'recorded', worker: 'running' });
});

test('it pauses, steps and starts over like a live one', async ({ quiet: page }) => {
  await recording(page);
  await page.goto('/');
  await untilWorker(page, 'running');
  await page.keyboard.press('Space');
  await untilWorker(page, 'paused');
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await runOf(page)).position?.stage).toBe('A');
  for (let stage = 0; stage < 3; stage++) await page.keyboard.press('Shift+ArrowRight');
  await untilWorker(page, 'ended');
  await page.keyboard.press('Space');
  await untilWorker(page, 'running');
  await expect.poll(async () => (await runOf(page)).end).toBeNull();
});

test('one press makes it live, and nothing recorded stays', async ({ quiet: page }) => {
  await recording(page);
  await fakeWorker(page, { msPerEvent: 4 });
  await page.goto('/');
  await expect(page.getByTestId('chip')).toContainText('Recorded');
  await page.locator('main [data-action="start"]').click();
  await untilWorker(page, 'ended');
  await expect(page.getByTestId('chip')).toHaveText('hand-written · Live on Test GPU (WebGPU)');
  await expect.poll(async () => (await runOf(page)).tick).toBe(6);
  expect((await runOf(page)).header?.runId).not.toBe('tiny');
});

test('without recordings the page starts with its pictures', async ({ quiet: page }) => {
  await page.route('**/recorded/index.json', (route) => route.fulfill({ json: [] }));
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'A model that quizzes itself' })).toBeVisible();
  expect((await stateOf(page)).source).toBe('none');
});

test('the recording that comes with the page opens it moving', async ({ quiet: page }) => {
  await page.goto('/');
  await expect(page.getByTestId('chip')).toContainText('Recorded on');
  await expect.poll(async () => (await runOf(page)).sequence).toBeGreaterThan(2);
  const { header } = await runOf(page);
  expect(header?.pictures.length).toBeGreaterThan(0);
  await expect(page.getByTestId('loop').getByRole('img').first()).toBeVisible();
});

test('the same recording tells the same, word for word, on every machine', async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  /** What stands on the screen of a fresh profile after the same keys, as those hear it who do not see it. */
  const told = async (): Promise<string> => {
    const context = await browser.newContext({ baseURL: baseURL! });
    const page = await context.newPage();
    try {
      await page.goto('/');
      await untilWorker(page, 'running');
      // Events are shown in batches: the state of the worker is known before the first of them.
      await expect.poll(async () => (await runOf(page)).header).not.toBeNull();
      await page.keyboard.press('Space');
      await untilWorker(page, 'paused');
      await page.keyboard.press('Home');
      await page.keyboard.press('Space');
      await untilWorker(page, 'paused');
      for (const stage of ['A', 'B']) {
        await page.keyboard.press('Shift+ArrowRight');
        await expect.poll(async () => (await runOf(page)).position?.stage).toBe(stage);
        await untilWorker(page, 'paused');
      }
      return await page.getByRole('main').ariaSnapshot();
    } finally {
      await context.close();
    }
  };
  const first = await told();
  expect(first).toContain('Questioner');
  expect(await told()).toBe(first);
});

test('a link leads to one rollout of a recorded run', async ({ quiet: page }) => {
  await recording(page);
  await page.goto('/#/groups?step=r1C3&group=r1C3q0&member=3');
  await expect(page.getByTestId('member').nth(3).getByRole('button')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('group')).toContainText('Silver answer: 3');
  await expect(page).toHaveURL(/#\/groups\?step=r1C3&group=r1C3q0&member=3$/);
});

test('a link into a run of this browser leads there again, and never into another run', async ({
  quiet: page,
}) => {
  await recording(page);
  await page.goto('/#/runs');
  const buffer = Buffer.from(packRun(tinyRun));
  await chooseRun(page, { name: 'tiny.visplay', mimeType: 'application/zip', buffer });
  await expect(page.getByTestId('chip')).toContainText('Imported');
  await page.evaluate(() => window.visplay!.show('groups'));
  await page.getByRole('button', { name: 'Round 1, Stage C, step 1' }).click();
  await expect(page).toHaveURL(/#\/groups\?step=r1C1&run=tiny$/);

  await page.reload();
  await expect(page.getByTestId('chip')).toContainText('Finished on');
  await expect.poll(async () => (await runOf(page)).header?.runId).toBe('tiny');
  await expect(page.getByRole('button', { name: 'Round 1, Stage C, step 1' })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await expect(page).toHaveURL(/#\/groups\?step=r1C1&run=tiny$/);

  // Somebody else's run: the recording stays what it is, and nothing in it stands in for the place.
  await page.goto('/?seed=2#/groups?step=r1C1&run=lost-finch-0003');
  const said = page.locator('[data-fault="run-not-here"]');
  await expect(said).toContainText('the run lost-finch-0003, which is not in this browser');
  await expect(said.getByRole('button', { name: 'Choose a run file' })).toBeEnabled();
  await expect(page.getByTestId('chip')).toContainText('Recorded');
  await expect(page).toHaveURL(/#\/groups$/);

  // Pasted over the address of the open page.
  await page.evaluate(() => {
    location.hash = '#/groups?step=r1A2&run=tiny';
  });
  await expect(page.getByTestId('chip')).toContainText('Finished on');
  await expect(page.getByRole('button', { name: 'Round 1, Stage A, step 2' })).toHaveAttribute(
    'aria-current',
    'true',
  );
});
