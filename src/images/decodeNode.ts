import sharp from 'sharp';
import { decodeBmp } from './bmp.ts';
import { type Decoded, DECODED_EDGE, overWhite } from './decoder.ts';
import { downscale } from './downscale.ts';
import type { Header } from './header.ts';

/** The `Decoder` of the command line and of tests, on libvips. */
export async function decodeNode(bytes: Uint8Array, header: Header, edge: number): Promise<Decoded> {
  if (header.format === 'BMP') {
    const pixels = decodeBmp(bytes);
    return { pixels: downscale(pixels, edge), width: pixels.width, height: pixels.height };
  }
  const image = sharp(bytes, {
    limitInputPixels: header.width * header.height,
    ignoreIcc: true,
    failOn: 'error',
  }).autoOrient();
  const { width, height } = (await image.metadata()).autoOrient;
  const most = Math.max(edge, DECODED_EDGE);
  if (Math.max(width, height) > most) image.resize(most, most, { fit: 'inside' });
  const { data, info } = await image
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = { width: info.width, height: info.height, rgb: overWhite(data) };
  return { pixels: downscale(pixels, edge), width, height };
}
