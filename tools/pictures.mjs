/**
 * The pictures of the README, taken from the built page while it tells its recorded run:
 *   npm run pictures -- [--out docs] [--step 3]
 * loop.webp moves: one step of the questioner, from the questions to the update. Build first.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openBrowser, servePage, toItsEnd, untilRecorded } from './visit.mjs';

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'docs' }, step: { type: 'string', default: '3' } },
});
/** What GitHub shows without waiting. */
const LIMITS = { moving: 1_500_000, still: 300_000 };
/** A change is drawn in so many frames, then stays to be read, ms. */
const [FRAMES, FRAME_MS, STAY_MS, LAST_MS] = [11, 80, 600, 1600];

const { address, close } = await servePage();
const browser = await openBrowser();
mkdirSync(values.out, { recursive: true });

const open = async (options) => (await browser.newContext({ serviceWorkers: 'block', ...options })).newPage();

function within(path, limit) {
  const { size } = statSync(path);
  console.log(`${path} ${Math.round(size / 1000)} KB`);
  if (size > limit) throw new Error(`${path} is larger than ${limit / 1000} KB.`);
}

/** The box that something has just come to. */
const arrivedIn = (page) =>
  page.evaluate(() => document.querySelector('.carried')?.closest('[data-spot]').dataset.spot ?? null);

/** Every animation at the same moment, held. */
const holdAt = (page, ms) =>
  page.evaluate((now) => {
    for (const animation of document.getAnimations()) {
      animation.pause();
      animation.currentTime = now;
    }
  }, ms);

/** One step of the run as it is told: the clock of the page is turned by hand, so that no frame is missed. */
async function loop() {
  const page = await open({ viewport: { width: 1060, height: 800 }, colorScheme: 'light' });
  await page.clock.install();
  await page.goto(`${address}?hide=pictures,setup`);
  await untilRecorded(page);
  await page.evaluate(async (steps) => {
    await window.visplay.perform('toggle');
    for (let step = 1; step < steps; step++) await window.visplay.perform('step');
    await window.visplay.perform('toggle');
  }, Number(values.step));
  const box = await page.locator('.loop').boundingBox();
  const clip = { x: box.x - 12, y: box.y - 12, width: box.width + 24, height: box.height + 24 };
  const frames = [];
  const delay = [];
  const shoot = async (ms) => {
    frames.push(await page.screenshot({ clip }));
    delay.push(ms);
  };
  let last = null;
  // A box that is not reached within a minute of the recording's time will not be.
  for (let turned = 0; turned < 60_000 && last !== 'update'; turned += 50) {
    await page.clock.runFor(50);
    // React draws on its own time.
    await page.waitForTimeout(15);
    const now = await arrivedIn(page);
    if (now === last || (last === null && now !== 'ask')) continue;
    last = now;
    for (let frame = 0; frame < FRAMES; frame++) {
      await holdAt(page, frame * FRAME_MS);
      await shoot(FRAME_MS);
    }
    await holdAt(page, 60_000);
    await shoot(now === 'update' ? LAST_MS : STAY_MS);
  }
  const path = join(values.out, 'loop.webp');
  await sharp(frames, { join: { animated: true } })
    .webp({ quality: 80, effort: 6, loop: 0, delay, minSize: true })
    .toFile(path);
  console.log(`${frames.length} frames, ${delay.reduce((sum, ms) => sum + ms, 0) / 1000} s`);
  within(path, LIMITS.moving);
}

async function still(page, name) {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(800);
  const path = join(values.out, `${name}.webp`);
  await sharp(await page.screenshot())
    .webp({ quality: 82, effort: 6 })
    .toFile(path);
  within(path, LIMITS.still);
}

async function stills() {
  const page = await open({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const show = (view) => page.evaluate((hash) => (location.hash = hash), `#/${view}`);
  await page.goto(address);
  await untilRecorded(page);
  await page.evaluate(async (steps) => {
    await window.visplay.perform('toggle');
    for (let step = 0; step < steps; step++) await window.visplay.perform('step');
  }, Number(values.step));
  await still(page, 'watch');
  await toItsEnd(page);
  const key = await page.evaluate(
    () => window.visplay.run().rows.findLast(({ position }) => position.stage === 'A').key,
  );
  await show(`groups?step=${key}`);
  await still(page, 'groups');
  await show('charts');
  await still(page, 'charts');
  await show('learn/3');
  await still(page, 'lesson');
}

try {
  await loop();
  await stills();
} finally {
  await browser.close();
  await close();
}
