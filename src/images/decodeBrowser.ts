import { decodeBmp } from './bmp.ts';
import { type Decoded, DECODED_EDGE } from './decoder.ts';
import { downscale, fitWithin, type Pixels } from './downscale.ts';
import type { Header } from './header.ts';

/** The `Decoder` of the page; works in a worker. */
export async function decodeBrowser(
  bytes: Uint8Array<ArrayBuffer>,
  header: Header,
  edge: number,
): Promise<Decoded> {
  if (header.format === 'BMP') {
    const pixels = decodeBmp(bytes);
    return { pixels: downscale(pixels, edge), width: pixels.width, height: pixels.height };
  }
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mimeTypes[header.format] }), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
    imageOrientation: 'from-image',
  });
  try {
    return {
      pixels: downscale(drawn(bitmap, Math.max(edge, DECODED_EDGE)), edge),
      width: bitmap.width,
      height: bitmap.height,
    };
  } finally {
    bitmap.close();
  }
}

const mimeTypes: Readonly<Record<Exclude<Header['format'], 'BMP'>, string>> = {
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  WebP: 'image/webp',
  GIF: 'image/gif',
};

/** The bitmap over white, shrunk to `edge` px. */
function drawn(bitmap: ImageBitmap, edge: number): Pixels {
  const { width, height } = fitWithin(bitmap.width, bitmap.height, edge);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no 2D canvas.');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + 1]!;
    rgb[to + 2] = data[from + 2]!;
  }
  return { width, height, rgb };
}
