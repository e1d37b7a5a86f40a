import sharp from 'sharp';
import { decodeBmp } from './bmp.ts';
import { type Decoded, overWhite } from './decoder.ts';
import { downscale } from './downscale.ts';
import type { Header } from './header.ts';

/** The `Decoder` of the command line and of tests, on libvips. */
export async function decodeNode(bytes: Uint8Array, header: Header, edge: number): Promise<Decoded> {
  if (header.format === 'BMP') {
    const pixels = decodeBmp(bytes);
    return { pixels: downscale(pixels, edge), width: pixels.width, height: pixels.height };
  }
  const { data, info } = await sharp(bytes, {
    limitInputPixels: header.width * header.height,
    ignoreIcc: true,
    failOn: 'error',
  })
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { pixels: downscale({ width, height, rgb: overWhite(data) }, edge), width, height };
}
