import { tinyRun } from '../src/app/fixtures/tinyRun.ts';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, test } from './visit.ts';

const works = tinyRun.flatMap((event, at) => (event.kind === 'work' ? [at] : []));

for (const [work, badge, said] of [
  [0, 'sampling', 'round 1, A1: 4 being sampled · 4 sampled'],
  [1, 'answering', 'round 1, A1: 1 unparsed · 7 being answered'],
] as const) {
  test(`every rollout of a step wears how far it is: ${badge}`, async ({ quiet: page }) => {
    // A worker that falls silent right after it said what it works on, and is still at it.
    await fakeWorker(page, { events: tinyRun.slice(0, works[work]! + 1), msPerEvent: 4 });
    await arrive(page);
    await page.locator('[data-action="start"]').click();
    await page.evaluate(() => window.visplay!.show('groups'));
    const phases = page.getByTestId('phases');
    await expect(phases).toContainText(said);
    await expect(phases.locator('li')).toHaveCount(8);
    await expect(phases.locator(`li.${badge}`)).toHaveCount(work === 0 ? 4 : 7);
  });
}

test('the picture shows them where they are worked on', async ({ quiet: page }) => {
  await fakeWorker(page, { events: [...tinyRun.slice(0, works[0]! + 1), ...tinyRun], msPerEvent: 1500 });
  await arrive(page);
  await page.locator('[data-action="start"]').click();
  await expect(page.locator('.station.ask').getByTestId('phases')).toContainText('being sampled');
});
