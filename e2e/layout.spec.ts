import type { Page } from '@playwright/test';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

const views = ['watch', 'groups', 'charts', 'silver', 'runs', 'ask', 'setup'];
const widths = [320, 390, 600, 768, 900, 1024, 1280, 1920];

/** Controls that lie over one another, or beyond the edge of the page, though nothing scrolls there. */
const collisions = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said: string[] = [];
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) said.push(`the page is ${wide} px too wide`);
    const controls = [
      ...document.querySelectorAll<HTMLElement>('.header a, .header button, .header select, .chip'),
    ]
      .filter((element) => element.checkVisibility())
      .map((element) => ({
        name: element.textContent || element.ariaLabel,
        box: element.getBoundingClientRect(),
      }));
    for (const [at, one] of controls.entries()) {
      for (const other of controls.slice(at + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1 && down > 1) said.push(`"${one.name}" lies over "${other.name}"`);
      }
    }
    return said;
  });

test('nothing overlaps from 320 to 1920 px', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const view of views) {
      await page.goto(`/#/${view}`);
      await page.waitForTimeout(60);
      expect(await collisions(page), `${view} at ${width} px`).toEqual([]);
    }
  }
});

test('stands still for those who ask for it', async ({ quiet: page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});
