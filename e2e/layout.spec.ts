import { views } from '../src/app/screen.ts';
import { fakeWorker } from './fakeWorker.ts';
import { boxes, flaws, settled } from './looks.ts';
import { arrive, expect, runThrough, test, untilDrawn, untilWorker } from './visit.ts';

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

for (const { width, height } of sizes) {
  test(`nothing overlaps or runs out at ${width} × ${height}`, async ({ quiet: page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4 });
    await page.setViewportSize({ width: 1280, height: 800 });
    await arrive(page);
    await runThrough(page);
    await page.setViewportSize({ width, height });
    // What lies over a picture under the pointer is meant to.
    await page.mouse.move(0, 0);
    for (const view of views) {
      await page.evaluate((name) => window.visplay!.show(name), view);
      await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
      if (view === 'charts') await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
      await settled(page);
      expect(await flaws(page), view).toEqual([]);
    }
    for (const sheet of await page.evaluate(() => window.visplay!.sheets)) {
      await page.evaluate((name) => window.visplay!.perform(name), sheet);
      await expect(page.getByRole('dialog')).toBeVisible();
      await settled(page);
      expect(await flaws(page), sheet).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
}

test.describe(() => {
  // Words are longer than in English.
  test.use({ locale: 'de' });

  test('in German, in the midst of a run, nothing overlaps and every box keeps its title', async ({
    quiet: page,
  }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await fakeWorker(page, { msPerEvent: 4 });
    await page.route('**/recorded/index.json', (route) => route.fulfill({ json: [] }));
    await page.goto('/');
    await untilDrawn(page);
    await page.evaluate(() => window.visplay!.perform('step'));
    await untilWorker(page, 'paused');
    for (const width of [320, 900, 1024, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      await page.mouse.move(0, 0);
      for (const view of views) {
        await page.evaluate((name) => window.visplay!.show(name), view);
        await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
        await settled(page);
        expect.soft(await flaws(page), `${view} at ${width}`).toEqual([]);
      }
      await page.evaluate(() => window.visplay!.show('watch'));
      const titles = page.locator('.station .door');
      await expect(titles).toHaveCount(6);
      for (const title of await titles.all()) {
        await title.scrollIntoViewIfNeeded();
        await expect.soft(title, `${await title.textContent()} at ${width}`).toBeInViewport({ ratio: 0.9 });
      }
      await page.evaluate(() => window.visplay!.perform('picture history'));
      await expect(page.getByRole('dialog')).toBeVisible();
      await settled(page);
      expect.soft(await flaws(page), `the history of a picture at ${width}`).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
});

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

for (const locale of ['en', 'de']) {
  test.describe(() => {
    test.use({ locale });

    test(`where there is little height, a question about a picture is seen without scrolling (${locale})`, async ({
      quiet: page,
    }) => {
      await page.setViewportSize({ width: 640, height: 360 });
      await page.goto('/');
      const bar = page.locator('.transport');
      const asked = page.locator('[data-spot="ask"] .ask-line').first();
      for (const seen of [
        asked,
        page.locator('[data-spot="picture"] .picture'),
        page.locator('.invite .button'),
      ]) {
        await expect(seen).toBeVisible();
        const [box, thumb] = [(await seen.boundingBox())!, (await bar.boundingBox())!];
        // The controls of the run lie over the lowest part of the page. Half of the picture shows what it is.
        expect(box.y + box.height / 2).toBeLessThan(thumb.y);
      }
    });
  });
}

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

for (const [locale, recorded] of [
  ['en', 'Recorded on'],
  ['de', 'Aufnahme: '],
] as const) {
  test.describe(() => {
    test.use({ locale, viewport: { width: 1280, height: 720 } });

    test(`on a projector the head of the page leaves the room to the picture: ${locale}`, async ({
      quiet: page,
    }) => {
      await page.goto('/?mode=teach');
      await untilDrawn(page);
      await expect(page.getByTestId('chip')).toContainText(recorded);
      await settled(page);
      const head = (await page.getByRole('banner').boundingBox())!;
      // Two lines of 21 px for what is real, and one for the views.
      expect(head.height).toBeLessThan(140);
      // All of it is to be read.
      expect(await page.getByTestId('chip').evaluate((chip) => chip.scrollWidth - chip.clientWidth)).toBe(0);
    });
  });
}

test('what is opened later leaves the looks of the rest alone', async ({ quiet: page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const addresses = [
    ...views.filter((view) => view !== 'learn').map((view) => `#/${view}?step=r1A1`),
    '#/learn/3',
  ];
  const look = async (address: string): Promise<Record<string, string>> => {
    const drawn =
      address === '#/learn/3' ? '.lesson[data-lesson] .station' : '[data-view] h1, [data-view] h2';
    await expect(page.locator(drawn).first()).toBeAttached();
    await page.waitForLoadState('networkidle');
    await settled(page);
    return boxes(page);
  };
  const first = new Map<string, Record<string, string>>();
  for (const address of addresses) {
    await page.goto('about:blank');
    await page.goto(`/${address}`);
    await untilDrawn(page);
    first.set(address, await look(address));
  }
  // Everything that brings a style sheet with it.
  for (const view of views) {
    await page.evaluate((name) => window.visplay!.show(name), view);
    await expect(page.locator(`[data-view="${view}"]`)).toBeAttached();
    await page.waitForLoadState('networkidle');
  }
  for (const sheet of await page.evaluate(() => window.visplay!.sheets)) {
    await page.evaluate((name) => window.visplay!.perform(name), sheet);
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
  }
  for (const address of addresses) {
    await page.evaluate((hash) => (location.hash = hash), address);
    const now = await look(address);
    const before = first.get(address)!;
    const changed = Object.keys(before).filter((place) => place in now && now[place] !== before[place]);
    expect
      .soft(
        changed.map((place) => `${place}: ${before[place]} → ${now[place]}`),
        address,
      )
      .toEqual([]);
  }
});
