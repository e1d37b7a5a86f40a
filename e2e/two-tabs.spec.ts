/** One browser, two tabs: what goes on in one is neither offered nor taken up nor deleted in the other. */
import type { Page } from '@playwright/test';
import { arrive, expect, runOf, smallest, test, untilDrawn, untilWorker } from './visit.ts';

const row = (page: Page, runId: string) => page.locator(`[data-run="${runId}"]`);

test('a run says where it goes on, here, in another tab and after a reload', async ({
  quiet: page,
  context,
}) => {
  test.setTimeout(180_000);
  await arrive(page, `/?${smallest}&questioner.steps=6&backend=wasm`);
  await page.evaluate(() => window.visplay!.perform('step'));
  await untilWorker(page, 'paused', 90_000);
  await expect.poll(async () => (await runOf(page)).tick).toBe(1);
  const { runId } = (await runOf(page)).header!;
  const name = runId.split('-').slice(0, 2).join('-');
  const resume = (tab: Page) => row(tab, runId).getByRole('button', { name: `Resume ${name}` });
  const remove = (tab: Page) => row(tab, runId).getByRole('button', { name: `Delete ${name}` });

  await test.step('here it is going on', async () => {
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect(row(page, runId).locator('.badge')).toHaveText('going on');
    await expect(resume(page)).toBeDisabled();
    await expect(remove(page)).toBeDisabled();
  });

  const other = await context.newPage();
  await test.step('in another tab it is not taken for one that broke off', async () => {
    await arrive(other, '/?backend=wasm#/runs');
    await expect(row(other, runId).locator('.badge')).toHaveText('going on in another tab');
    await expect(resume(other)).toBeDisabled();
    await expect(remove(other)).toBeDisabled();
    await expect(other.getByTestId('resume')).toHaveCount(0);
    await other.evaluate(() => window.visplay!.perform('storage'));
    const kept = other.locator(`[data-kept="run ${runId}"]`);
    await expect(kept).toContainText('going on');
    await expect(kept.getByRole('button')).toBeDisabled();
    await other.keyboard.press('Escape');
  });

  await test.step('reloaded, it is offered again, goes on, and says so', async () => {
    await page.reload();
    await untilDrawn(page);
    await expect(page.getByTestId('resume')).toContainText('was interrupted', { timeout: 30_000 });
    await expect(row(page, runId).locator('.badge')).toHaveText('broken off');
    await page.getByTestId('resume').getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByTestId('resume')).toHaveCount(0);
    await page.getByTestId('undo').getByRole('button', { name: 'Undo' }).click();
    await page.getByTestId('resume').getByRole('button', { name: 'Resume' }).click();
    await expect(row(page, runId).locator('.badge')).toHaveText('going on', { timeout: 60_000 });
    await untilWorker(page, 'running', 60_000);
    await page.keyboard.press('Space');
    await untilWorker(page, 'paused', 90_000);
  });

  await test.step('an offer that came too late is refused with a sentence', async () => {
    // The other tab heard the reload, and offers it too.
    await other.getByTestId('resume').getByRole('button', { name: 'Resume' }).click();
    await expect(other.locator('[data-fault="run-elsewhere"]')).toContainText('going on in another tab');
    await expect(other.getByTestId('resume')).toHaveCount(0);
  });

  await test.step('when its tab is closed, the other one can take it up', async () => {
    await page.close();
    await expect(other.getByTestId('resume')).toContainText('was interrupted', { timeout: 30_000 });
    await other.getByTestId('resume').getByRole('button', { name: 'Resume' }).click();
    await untilWorker(other, 'ended', 120_000);
    expect((await runOf(other)).header?.runId).toBe(runId);
  });
});
