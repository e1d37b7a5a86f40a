import { test as base, expect, type Download, type Locator, type Page } from '@playwright/test';
import type { Handed } from './hand.ts';
import type { RunState } from '../src/app/session/runState.ts';
import { COLLECTION_SIZE } from '../src/images/collections.ts';

/** A page that must stay quiet: no error in the console, none thrown, no request to another host. */
export const test = base.extend<{ quiet: Page }>({
  quiet: async ({ page, baseURL }, use) => {
    const loud: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') loud.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => loud.push(`thrown: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== new URL(baseURL!).origin) {
        loud.push(`request to ${url.origin}`);
      }
    });
    await use(page);
    expect(loud).toEqual([]);
  },
});

export { expect };

/** One step of each stage, a few samples each. */
export const smallest = [
  'preset=quick',
  'questioner.steps=1',
  'questioner.groupsPerStep=1',
  'votes.samples=2',
  'votes.labelSamples=2',
  'votes.views=1',
  'votes.blindSamples=0',
  'votes.correct=false',
  'votes.unanswerable=false',
  'reward.balance=0',
  'silver.pictures=3',
  'silver.shortage=repeat',
  'silver.minimum=1',
  'silver.bandLow=0',
  'reasoner.steps=1',
  'reasoner.groupsPerStep=1',
  'reasoner.groupSize=4',
  'evaluation.questions=4',
].join('&');

/** Waits for the built-in pictures, which the page draws itself. */
export const untilDrawn = (page: Page) =>
  page.waitForFunction((size) => (window.visplay?.state().pictures ?? 0) >= size, COLLECTION_SIZE);

/** Opens the page as it is without a recording, and waits for the built-in pictures: it is ready for a visitor. */
export async function arrive(page: Page, address = '/'): Promise<void> {
  await page.route('**/recorded/index.json', (route) => route.fulfill({ json: [] }));
  await page.goto(address);
  await untilDrawn(page);
  await expect(page.getByTestId('picture-count')).toHaveText('96 pictures');
}

export const stateOf = (page: Page) => page.evaluate(() => window.visplay!.state());
export const runOf = (page: Page): Promise<RunState> => page.evaluate(() => window.visplay!.run());

/** Asked for by the clock: a software adapter that computes draws no frames, and a state that passes would be missed. */
export async function untilWorker(page: Page, state: string, timeout = 15_000): Promise<void> {
  const asked = { timeout, polling: 50 };
  await page.waitForFunction((wanted) => window.visplay?.state().worker === wanted, state, asked);
}

/** Runs the scripted run to its end. */
export async function runThrough(page: Page): Promise<void> {
  await page.locator('[data-action="start"]').click();
  await untilWorker(page, 'ended');
  await expect(page.getByTestId('progress')).toContainText('Finished');
}

export const fault = (page: Page, code: string) => page.locator(`[data-fault="${code}"]`);

/** Presses what saves a run, looks at the sheet that asks what goes into it, and saves. */
export async function saveRun(
  page: Page,
  opener: Locator,
  ask: (sheet: Locator) => Promise<void> = async () => undefined,
): Promise<Download> {
  await opener.click();
  const sheet = page.getByRole('dialog', { name: 'Save the run as a file' });
  // It is measured first.
  await expect(sheet.getByTestId('export-size')).toBeVisible({ timeout: 60_000 });
  await ask(sheet);
  const download = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Save' }).click();
  return download;
}

/** Chooses a run file in the list of runs, as a visitor does. */
export async function chooseRun(page: Page, file: Handed | string): Promise<void> {
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('main').getByRole('button', { name: 'Choose a run file' }).click();
  await (await asked).setFiles(file);
}
