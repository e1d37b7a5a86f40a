/** The two other densities: large for a projector, dense for a desk. Every view stands in both. */
import { AxeBuilder } from '@axe-core/playwright';
import { lessonNames } from '../src/learn/lesson.ts';
import { views } from '../src/app/screen.ts';
import { fakeWorker } from './fakeWorker.ts';
import { flaws, settled, smallTexts } from './looks.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

for (const mode of ['teach', 'lab'] as const) {
  test(`every view stands in the mode ${mode}: nothing overlaps, all of it can be read`, async ({
    quiet: page,
  }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4 });
    await arrive(page, `/?mode=${mode}`);
    await runThrough(page);
    for (const view of views) {
      await page.evaluate((name) => window.visplay!.show(name), view);
      await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
      if (view === 'charts') await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
      await settled(page);
      expect.soft(await flaws(page), `${view}: layout`).toEqual([]);
      // A desk has the colours of the page, which are looked at elsewhere.
      if (mode === 'lab') continue;
      expect.soft(await smallTexts(page), `${view}: at least 20 px`).toEqual([]);
      if (view === 'charts') {
        await page.getByRole('button', { name: 'Close-ups' }).click();
        await settled(page);
        expect.soft(await smallTexts(page), 'close-ups: at least 20 px').toEqual([]);
        await page.getByRole('button', { name: 'Curves' }).click();
      }
      // 7:1 instead of 4.5:1.
      const { violations } = await new AxeBuilder({ page })
        .options({ rules: { 'color-contrast-enhanced': { enabled: true } } })
        .analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
      );
      expect.soft(found, `${view}: axe`).toEqual([]);
    }
  });
}

for (const locale of ['en', 'de']) {
  test.describe(() => {
    test.use({ locale });

    // Who scans the code on the wall opens the teacher's link on a phone.
    test(`on a phone a lesson of the mode teach does not run out of the page (${locale})`, async ({
      quiet: page,
    }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      for (const [at, lesson] of lessonNames.entries()) {
        await page.goto(`/?mode=teach#/learn/${at + 1}`);
        await expect(page.locator('.lesson')).toHaveAttribute('data-lesson', lesson);
        for (const [width, height] of [
          [320, 640],
          [360, 740],
          [640, 360],
        ] as const) {
          await page.setViewportSize({ width, height });
          await settled(page);
          expect.soft(await flaws(page), `${lesson} at ${width}`).toEqual([]);
        }
      }
    });
  });
}

test('on a phone nothing of the mode teach is below 20 px either, and nothing overlaps', async ({
  quiet: page,
}) => {
  test.setTimeout(240_000);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page, '/?mode=teach');
  await runThrough(page);
  for (const view of views) {
    await page.evaluate((name) => window.visplay!.show(name), view);
    await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
    if (view === 'charts') await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
    await settled(page);
    expect.soft(await flaws(page), `${view}: layout`).toEqual([]);
    expect.soft(await smallTexts(page), `${view}: at least 20 px`).toEqual([]);
    if (view !== 'charts') continue;
    await page.getByRole('button', { name: 'Close-ups' }).click();
    for (const width of [320, 360, 640]) {
      await page.setViewportSize({ width, height: 740 });
      await settled(page);
      expect.soft(await flaws(page), `close-ups at ${width}: layout`).toEqual([]);
      expect.soft(await smallTexts(page), `close-ups at ${width}: at least 20 px`).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 740 });
  }
});
