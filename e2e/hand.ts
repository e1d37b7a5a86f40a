import type { Page } from '@playwright/test';

export interface Handed {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Drops or pastes files as the operating system would hand them over; `onto` is a selector. */
export async function hand(
  page: Page,
  how: 'drop' | 'paste',
  files: readonly Handed[],
  onto = 'body',
): Promise<void> {
  const plain = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString('base64'),
  }));
  await page.evaluate(
    ([kind, given, target]) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mimeType }));
      }
      const event =
        kind === 'drop'
          ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
      document.querySelector(target)!.dispatchEvent(event);
    },
    [how, plain, onto] as const,
  );
}

/** A PNG drawn by the browser, so that it is a real one. */
export async function png(page: Page, colour: string): Promise<Buffer> {
  const bytes = await page.evaluate(async (fill) => {
    const canvas = new OffscreenCanvas(80, 60);
    const context = canvas.getContext('2d')!;
    context.fillStyle = fill;
    context.fillRect(0, 0, 80, 60);
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, colour);
  return Buffer.from(bytes);
}

/** Five pictures of a visitor, of sizes that cameras give: a red square and a blue disc, each a little elsewhere. */
export const five = (page: Page): Promise<Handed[]> =>
  Promise.all(
    [640, 800, 512, 720, 1000].map(async (width, at) => {
      const bytes = await page.evaluate(
        async ([size, place]) => {
          const canvas = new OffscreenCanvas(size, (size * 3) / 4);
          const context = canvas.getContext('2d')!;
          context.fillStyle = '#eeeef2';
          context.fillRect(0, 0, canvas.width, canvas.height);
          context.fillStyle = '#d62828';
          context.fillRect(size * (0.1 + place * 0.05), size * 0.1, size * 0.2, size * 0.2);
          context.fillStyle = '#2a48d0';
          context.beginPath();
          context.arc(size * 0.7, size * (0.3 + place * 0.05), size * 0.12, 0, 7);
          context.fill();
          const blob = await canvas.convertToBlob({ type: 'image/png' });
          return [...new Uint8Array(await blob.arrayBuffer())];
        },
        [width, at] as const,
      );
      return { name: `own ${at + 1}.png`, mimeType: 'image/png', buffer: Buffer.from(bytes) };
    }),
  );
