/** Pictures stay on the machine: whatever is done with them, nothing but files of the page itself is asked for. */
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { readFile } from 'node:fs/promises';
import { hand, type Handed } from './hand.ts';
import { arrive, expect, runOf, saveRun, smallest, test, untilDrawn, untilWorker } from './visit.ts';

/** Where a JPEG was taken, as a camera writes it: an EXIF segment that holds this name. */
const place = 'Taken at home, 12 Secret Street';

/** A JPEG of random colours with an EXIF segment behind its first marker. */
async function photograph(page: Page, seed: number): Promise<Handed> {
  const bytes = await page.evaluate(async (start) => {
    const canvas = new OffscreenCanvas(96, 96);
    const context = canvas.getContext('2d')!;
    for (let at = 0; at < 144; at++) {
      context.fillStyle = `hsl(${(at * 47 + start * 83) % 360} 80% ${20 + ((at * 31) % 60)}%)`;
      context.fillRect((at % 12) * 8, Math.floor(at / 12) * 8, 8, 8);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, seed);
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0II*\0\b\0\0\0\x01\0\x0e\x01\x02\0', 'latin1'),
    Buffer.from([place.length + 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from(`${place}\0`, 'latin1'),
  ]);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xffe1, 0);
  segment.writeUInt16BE(exif.length + 2, 2);
  const jpeg = Buffer.from(bytes);
  const buffer = Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]);
  return { name: `home ${seed}.jpg`, mimeType: 'image/jpeg', buffer };
}

test('nothing that is done with a picture sends it anywhere', async ({ quiet: page, context, baseURL }) => {
  test.setTimeout(300_000);
  const sent: string[] = [];
  const known = new Set<string>();
  // The context hears the workers' requests too.
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!/^https?:$/.test(url.protocol)) return;
    const own = url.origin === new URL(baseURL!).origin;
    const plain = request.method() === 'GET' && request.postDataBuffer() === null && url.href.length < 600;
    if (!own || !plain) sent.push(`${request.method()} ${url.href.slice(0, 200)}`);
    known.add(url.pathname);
  });
  page.on('websocket', (socket) => sent.push(`websocket ${socket.url()}`));

  await arrive(page, `/?${smallest}&backend=wasm`);
  await hand(page, 'drop', await Promise.all([1, 2, 3].map((seed) => photograph(page, seed))));
  await expect(page.getByTestId('picture-count')).toHaveText('3 pictures');

  await test.step('saved as a collection, and opened again after a reload', async () => {
    await page.getByRole('button', { name: 'Save these pictures as a collection' }).click();
    await page.getByRole('textbox', { name: 'Name of the collection' }).fill('Home');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved as Home')).toBeVisible();
    await page.reload();
    await untilDrawn(page);
    await page.getByRole('combobox', { name: 'Built-in pictures' }).selectOption({ label: 'Home' });
    await expect(page.getByTestId('picture-count')).toHaveText('3 pictures');
    await expect(page.getByRole('button', { name: 'Delete the collection Home' })).toBeVisible();
  });

  await test.step('asked about', async () => {
    await page.getByRole('link', { name: 'Ask' }).click();
    await page.getByRole('button', { name: 'What colour is the largest shape?' }).click();
    await expect(page.getByTestId('spoken')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('learned from', async () => {
    expect(await page.evaluate(() => window.visplay!.perform('start'))).toBe(true);
    await untilWorker(page, 'ended', 180_000);
    await expect.poll(async () => (await runOf(page)).end).toBe('finished');
  });

  await test.step('their history is told', async () => {
    const asked = (await runOf(page)).steps.flatMap((step) => step.questions);
    const { header } = await runOf(page);
    const { id, name } = header!.pictures.find((one) => asked.some(({ pictureId }) => pictureId === one.id))!;
    await page.getByRole('button', { name: `About ${name}`, exact: true }).click();
    const rows = page.getByTestId('history').locator('li');
    await expect(rows).toHaveCount(asked.filter(({ pictureId }) => pictureId === id).length);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  });

  await test.step('exported, they are not inside; thumbnails are, when asked for, without where they were taken', async () => {
    await page.getByRole('link', { name: 'Runs' }).click();
    const file = await saveRun(page, page.getByRole('button', { name: 'Whole run' }), (sheet) =>
      sheet.getByRole('checkbox', { name: /^Thumbnails/ }).check(),
    );
    const files = unzipSync(new Uint8Array(await readFile(await file.path())));
    expect(Object.keys(files).filter((name) => name.startsWith('thumbnails/'))).toHaveLength(3);
    for (const [name, bytes] of Object.entries(files))
      expect(Buffer.from(bytes).includes(place), `${name} holds where it was taken`).toBe(false);
  });

  expect(sent).toEqual([]);
  // The proof is worth something only if requests were seen at all, the model's among them.
  expect([...known]).toContainEqual(expect.stringContaining('model.safetensors'));
});

test('a picture from the camera goes the way of a dropped file', async ({ playwright, baseURL }) => {
  const executablePath = process.env['VISPLAY_CHROMIUM'] ?? process.env['CHROME_PATH'];
  const browser = await playwright.chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  try {
    const page = await browser.newPage({ baseURL: baseURL! });
    await arrive(page);
    await page.getByRole('button', { name: 'Camera' }).click();
    await page.getByRole('button', { name: 'Take a picture' }).click();
    await expect(page.getByRole('dialog')).toContainText('One picture taken.');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect(page.getByTestId('picture-count')).toHaveText('1 picture');
    await expect(page.getByRole('button', { name: 'About camera 1.png' })).toBeVisible();
  } finally {
    await browser.close();
  }
});

test('where there is no camera, it says so', async ({ quiet: page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotFoundError'));
  });
  await arrive(page);
  await page.getByRole('button', { name: 'Camera' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('no camera here');
});
