/* oxlint-disable unicorn/consistent-function-scoping -- what runs in the page must stand alone */
import type { Page } from '@playwright/test';
import { views } from '../src/app/screen.ts';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

/** CSS pixels. 640 × 360 is what a 1280 × 720 screen shows at 200 % zoom; 320 is what one of 1280 shows at 400 %. */
const sizes = [
  { width: 320, height: 640 },
  { width: 360, height: 740 },
  { width: 640, height: 360 },
  { width: 768, height: 1024 },
  { width: 900, height: 700 },
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;
const sheets = ['palette', 'shortcuts', 'device', 'share', 'embed'] as const;

/**
 * What is wrong with the layout: a page that scrolls sideways, and controls that lie over one another or reach beyond
 * its edge.
 */
const flaws = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said: string[] = [];
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth - width;
    if (wide > 0) said.push(`the page is ${wide} px too wide`);
    // Under a modal dialog the page can neither be read nor pressed.
    const root = document.querySelector('dialog[open]') ?? document.body;
    const named = (element: Element): string =>
      (element.textContent || element.getAttribute('aria-label') || element.tagName).trim().slice(0, 40);
    /** What is visible of an element: within all that scrolls or clips around it. */
    const seen = (element: Element): DOMRect | null => {
      const box = element.getBoundingClientRect();
      let [left, right, top, bottom] = [box.left, box.right, box.top, box.bottom];
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        if (getComputedStyle(around).overflow === 'visible' || around === document.documentElement) continue;
        const bounds = around.getBoundingClientRect();
        left = Math.max(left, bounds.left);
        right = Math.min(right, bounds.right);
        top = Math.max(top, bounds.top);
        bottom = Math.min(bottom, bounds.bottom);
      }
      return right - left > 1 && bottom - top > 1 ? new DOMRect(left, top, right - left, bottom - top) : null;
    };
    const fixed = (element: Element): boolean => {
      for (let one: Element | null = element; one !== null; one = one.parentElement) {
        const { position } = getComputedStyle(one);
        if (position === 'fixed' || position === 'sticky') return true;
      }
      return false;
    };
    const controls = [...root.querySelectorAll<HTMLElement>('a, button, select, input, summary, .chip')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => element.closest('.skip, .only-heard') === null)
      // Two thumbs share one track: it lets presses through to the one that is meant.
      .filter((element) => getComputedStyle(element).pointerEvents !== 'none')
      .flatMap((element) => {
        const box = seen(element);
        return box === null ? [] : [{ element, box, name: named(element), fixed: fixed(element) }];
      });
    for (const { box, name } of controls) {
      if (box.left < -1 || box.right > width + 1) said.push(`"${name}" reaches beyond the page`);
    }
    for (const [at, one] of controls.entries()) {
      for (const other of controls.slice(at + 1)) {
        // What stays in place covers what scrolls under it; and a control may hold another.
        if (one.fixed !== other.fixed) continue;
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1.5 && down > 1.5) said.push(`"${one.name}" lies over "${other.name}"`);
      }
    }
    return said;
  });

/** The page is drawn as it will stay: fonts, lazy parts and deferred views are there. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

for (const { width, height } of sizes) {
  test(`nothing overlaps or runs out at ${width} × ${height}`, async ({ quiet: page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4 });
    await page.setViewportSize({ width: 1280, height: 800 });
    await arrive(page);
    await runThrough(page);
    await page.setViewportSize({ width, height });
    for (const view of views) {
      await page.evaluate((name) => window.visplay!.show(name), view);
      await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
      if (view === 'charts') await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
      await settled(page);
      expect(await flaws(page), view).toEqual([]);
    }
    for (const sheet of sheets) {
      await page.evaluate((name) => window.visplay!.perform(name), sheet);
      await expect(page.getByRole('dialog')).toBeVisible();
      await settled(page);
      expect(await flaws(page), sheet).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
}

test('the check finds what is wrong', async ({ quiet: page }) => {
  await arrive(page);
  await page.evaluate(() => {
    document.body.innerHTML = `<div style="width: 110vw">wide</div>
      <button style="position: absolute; inset: 60px auto auto 10px; width: 90px; height: 40px">one</button>
      <button style="position: absolute; inset: 70px auto auto 80px; width: 90px; height: 40px">two</button>
      `.trim();
  });
  expect((await flaws(page)).map((said) => said.replace(/\d+ px/, 'n px'))).toEqual([
    'the page is n px too wide',
    '"one" lies over "two"',
  ]);
});

test('on a phone the controls of the run stay under the thumb', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/');
  const toggle = page.getByRole('toolbar', { name: 'Run controls' }).getByRole('button').first();
  for (const view of views) {
    await page.evaluate((name) => window.visplay!.show(name), view);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const box = (await toggle.boundingBox())!;
    expect(box.y + box.height, view).toBeLessThanOrEqual(740);
    expect(box.y, view).toBeGreaterThan(640);
    expect(box.height, view).toBeGreaterThanOrEqual(44);
  }
});

test('no width takes a control away', async ({ quiet: page }) => {
  await arrive(page);
  const header = page.getByRole('banner');
  for (const width of [360, 640, 900, 980, 1060, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    for (const action of ['palette', 'share', 'language', 'theme', 'both roles', 'questioner only']) {
      await expect(header.locator(`[data-action="${action}"]`), `${action} at ${width} px`).toBeVisible();
    }
    await expect(header.getByRole('combobox', { name: 'Speed' }), `${width} px`).toBeVisible();
  }
});

test('stands still for those who ask for it', async ({ quiet: page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await runThrough(page);
  for (const view of views) {
    await page.evaluate((name) => window.visplay!.show(name), view);
    await settled(page);
    expect(await page.evaluate(() => document.getAnimations().length), view).toBe(0);
  }
});
