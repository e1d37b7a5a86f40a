import type { FrameState } from '../src/app/frame.ts';
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, test } from './visit.ts';

test('the snippet shows the view with its settings and nothing around it', async ({
  quiet: page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await arrive(page, '/?preset=quick&seed=7#/charts');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find an action' }).fill('embed');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Embed this page' });
  await sheet.getByRole('region', { name: 'For a web page' }).getByRole('button', { name: 'Copy' }).click();
  await expect(sheet.getByText('Copied')).toBeVisible();
  const snippet = await page.evaluate(() => navigator.clipboard.readText());
  expect(snippet).toMatch(
    /^<iframe src="http:\/\/localhost:\d+\/\?preset=quick&amp;seed=7&amp;embed=1#\/charts"/,
  );
});

test('a page around it presses its buttons and hears numbers, nothing else', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await page.route('**/recorded/index.json', (route) => route.fulfill({ json: [] }));
  await page.route('**/around.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
      body: `<title>Around</title><iframe src="./?embed=1" width="900" height="600" title="VisPlay"></iframe>
        <script>heard = []; addEventListener('message', ({ data }) => heard.push(data));</script>`,
    }),
  );
  await page.goto('/around.html');
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
  await expect(frame.getByRole('navigation')).toHaveCount(0);
  await expect(frame.locator('.rail')).toHaveCount(0);
  await expect(frame.getByRole('link', { name: 'Open the whole playground' })).toHaveAttribute(
    'target',
    '_blank',
  );

  const heard = (): Promise<unknown[]> => page.evaluate(() => Reflect.get(window, 'heard'));
  const ask = (message: object): Promise<void> =>
    page.evaluate((it) => document.querySelector('iframe')!.contentWindow!.postMessage(it, '*'), message);
  await ask({ visplay: 'perform', action: 'no such thing' });
  await ask({ visplay: 'perform', action: 'stop' });
  await expect.poll(heard).toContainEqual({ visplay: 'performed', action: 'stop', done: false });
  await ask({ visplay: 'perform', action: 'start' });
  await expect
    .poll(async () => (await heard()).findLast(isState))
    .toMatchObject({ worker: 'ended', source: 'live', step: 6 });
  const said = JSON.stringify(await heard());
  expect(said).toContain('reasoner/accuracy');
  expect(said).not.toContain('red circles');
});

const isState = (message: unknown): message is FrameState =>
  typeof message === 'object' && message !== null && 'visplay' in message && message.visplay === 'state';

test('a page that is not inside another listens to nobody', async ({ quiet: page }) => {
  await arrive(page);
  await page.evaluate(() => window.postMessage({ visplay: 'show', view: 'charts' }, '*'));
  await page.evaluate(() => window.visplay!.show('groups'));
  await expect(page).toHaveURL(/#\/groups$/);
});
