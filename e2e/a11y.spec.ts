import { AxeBuilder } from '@axe-core/playwright';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, runThrough, test } from './visit.ts';

const views = ['watch', 'groups', 'charts', 'silver', 'runs', 'ask', 'setup'];

for (const theme of ['light', 'dark'] as const) {
  test(`every view is accessible in the ${theme} theme`, async ({ quiet: page }) => {
    // Eight looks by axe, of some seconds each.
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: theme });
    await fakeWorker(page, { msPerEvent: 4 });
    await arrive(page);
    const violations = async (): Promise<string[]> => {
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
    };
    expect(await violations(), 'before the first run').toEqual([]);
    await runThrough(page);
    for (const view of views) {
      await page.goto(`/#/${view}`);
      await expect(page.locator('.nav [aria-current="page"]')).toHaveAttribute('href', `#/${view}`);
      if (view === 'charts') await expect(page.locator('.recharts-line-curve').first()).toBeAttached();
      expect(await violations(), view).toEqual([]);
      if (view !== 'charts') continue;
      await page.getByRole('button', { name: 'Close-ups' }).click();
      expect(await violations(), 'close-ups').toEqual([]);
    }
    await page.keyboard.press('?');
    expect(await violations(), 'keyboard dialog').toEqual([]);
  });
}

test('the page can be used without a mouse', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('main [data-action="start"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('progress')).toContainText('Finished');
});
