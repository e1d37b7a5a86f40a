/**
 * Pictures of every view of the built page, in three sizes and both themes, to be looked at:
 *   npm run screenshots -- [--out DIR] [--view NAME]...
 * The page shows the recording that comes with it, at its end. Build first.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium as browsers } from '@playwright/test';
import { preview } from 'vite';
import { chromium } from './chromium.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    view: { type: 'string', multiple: true },
  },
});
const sizes = [
  { name: '360', width: 360, height: 740, deviceScaleFactor: 2 },
  { name: '1280', width: 1280, height: 720 },
  { name: '1920', width: 1920, height: 1080 },
];
const themes = ['light', 'dark'];
/** Sheets lie over a view and are opened by an action. */
const sheets = ['palette', 'shortcuts', 'device', 'embed'];

const server = await preview({
  preview: { port: Number(process.env.VISPLAY_PORT ?? 4178) },
  logLevel: 'warn',
});
const address = server.resolvedUrls.local[0];
const browser = await browsers.launch({
  executablePath: await chromium(console.log),
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
  ],
});
mkdirSync(values.out, { recursive: true });

try {
  for (const { name: size, width, height, deviceScaleFactor } of sizes) {
    for (const theme of themes) {
      const context = await browser.newContext({
        viewport: { width, height },
        deviceScaleFactor,
        colorScheme: theme,
        reducedMotion: 'reduce',
        serviceWorkers: 'block',
      });
      const page = await context.newPage();
      await page.goto(address);
      await page.waitForFunction(() => window.visplay?.run().header && window.visplay.state().pictures > 0);
      await page.evaluate(async () => {
        while (window.visplay.state().worker !== 'ended') {
          await window.visplay.perform('stage');
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      });
      const shoot = async (what) => {
        await page.waitForLoadState('networkidle');
        await page.waitForTimeout(400);
        const path = join(values.out, `${what}-${size}-${theme}.png`);
        await page.screenshot({ path });
        console.log(path);
      };
      const wanted = (what) => values.view === undefined || values.view.includes(what);
      for (const view of await page.evaluate(() => window.visplay.views)) {
        if (!wanted(view)) continue;
        await page.evaluate((name) => (location.hash = `#/${name}`), view);
        await shoot(view);
      }
      await page.evaluate(() => (location.hash = `#/${window.visplay.views[0]}`));
      for (const sheet of sheets) {
        if (!wanted(sheet)) continue;
        await page.evaluate((id) => window.visplay.perform(id), sheet);
        await shoot(sheet);
        await page.keyboard.press('Escape');
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
