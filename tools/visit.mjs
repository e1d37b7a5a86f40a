/** The built page in a browser, for the tools that take pictures of it. */
import { chromium as browsers } from '@playwright/test';
import { preview } from 'vite';
import { chromium } from './chromium.mjs';

/** Serves what was built; VISPLAY_PORT says where. */
export async function servePage() {
  const server = await preview({
    preview: { port: Number(process.env.VISPLAY_PORT ?? 4178) },
    logLevel: 'warn',
  });
  return { address: server.resolvedUrls.local[0], close: () => server.close() };
}

export const openBrowser = async () =>
  browsers.launch({
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

/** The recording is there, and pictures are. */
export const untilRecorded = (page) =>
  page.waitForFunction(() => window.visplay?.run().header && window.visplay.state().pictures > 0);

/** Tells the recording to its end. */
export async function toItsEnd(page) {
  await untilRecorded(page);
  await page.evaluate(async () => {
    while (window.visplay.state().worker !== 'ended') {
      await window.visplay.perform('stage');
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  });
}
