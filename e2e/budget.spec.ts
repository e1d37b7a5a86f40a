import type { Browser, Page } from '@playwright/test';
import type { StampedEvent } from '../src/loop/events.ts';
import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { fakeWorker } from './fakeWorker.ts';
import { longestTask } from './longestTask.ts';
import { arrive, expect, runOf, test, untilWorker } from './visit.ts';

// The recorder of these tests works in the page too, and would be counted.
test.use({ trace: 'off' });

const STEPS = 400;

/** A long stage A: the scripted steps over and over. */
function longRun(): StampedEvent[] {
  const events: StampedEvent[] = [tinyRun[0]!];
  for (let step = 1; step <= STEPS; step++) {
    for (const event of tinyRun) {
      if (!('stage' in event) || event.stage !== 'A' || event.step !== 1) continue;
      // Ids carry the step: r1A1g0q2.
      const text = JSON.stringify({ ...event, step, sequence: events.length, seconds: events.length });
      const again: StampedEvent = JSON.parse(text.replaceAll('r1A1', `r1A${step}`));
      events.push(again);
    }
  }
  return events;
}

test('the page never works for more than 50 ms at a time while a run goes on', async ({
  browser,
  quiet: page,
}) => {
  await fakeWorker(page, { events: longRun(), msPerEvent: 2 });
  await arrive(page);
  // The library is loaded and warm before the measurement, as it is after the first second of a real run.
  await page.goto('/#/charts');
  await page.locator('[data-action="toggle"]').click();
  await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
  await page.waitForTimeout(2000);
  // A task that is too long by its work is so every time; a garbage collection or a cold cache is not.
  const longest: number[] = [];
  for (let round = 0; round < 3; round++) longest.push(await throughViews(browser, page));
  expect(Math.min(...longest)).toBeGreaterThan(0);
  expect(Math.min(...longest)).toBeLessThan(50);
});

/** The longest task of the page's main thread on a way through its views, ms. */
const throughViews = (browser: Browser, page: Page): Promise<number> =>
  longestTask(browser, page, async () => {
    for (const view of ['charts', 'groups', 'watch']) {
      await page.getByRole('link', { name: view, exact: false }).first().click();
      await page.waitForTimeout(1500);
    }
  });

test('a long run stays bounded: 300 points a line, 100 steps on the strip', async ({ quiet: page }) => {
  await fakeWorker(page, { events: longRun(), msPerEvent: 1 });
  await arrive(page);
  await page.locator('[data-action="start"]').click();
  await untilWorker(page, 'ended', 40_000);
  // The whole run is too much to fetch again and again.
  await page.waitForFunction((steps) => window.visplay?.run().tick === steps, STEPS, { timeout: 40_000 });
  const { series } = await runOf(page);
  for (const line of Object.values(series)) expect(line.points.length).toBeLessThanOrEqual(300);

  await page.goto('/#/groups');
  const steps = page.getByRole('toolbar', { name: 'Steps' });
  await expect(steps.getByRole('button', { name: /step/ })).toHaveCount(101);
  await steps.getByRole('button', { name: 'Earlier steps' }).click();
  await expect(steps.getByRole('button', { name: 'Round 1, Stage A, step 300' })).toHaveAttribute(
    'aria-current',
    'true',
  );
});
