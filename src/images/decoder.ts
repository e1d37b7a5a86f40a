import type { Pixels } from './downscale.ts';
import type { Header } from './header.ts';

export interface Decoded {
  /** At most `edge` px on the longest edge; Infinity keeps every pixel. */
  readonly pixels: Pixels;
  /** px as stored, upright. */
  readonly width: number;
  readonly height: number;
}

/**
 * Turns a whole file into upright sRGB pixels: the first frame, EXIF orientation applied, colour profiles left
 * aside and transparency laid over white, as transformers' `convert_to_rgb` does, shrunk to `edge` px. Nothing else of the file
 * survives, EXIF included. Rejects if the file cannot be decoded.
 */
export type Decoder = (bytes: Uint8Array<ArrayBuffer>, header: Header, edge: number) => Promise<Decoded>;

/**
 * Longest edge, px, to which the decoders' own libraries shrink larger pictures before they become plain bytes
 * here, unless more is asked for. Canvases beyond 16 million pixels fail on some phones.
 */
export const DECODED_EDGE = 4096;

/** Lays [height, width, 4] straight-alpha bytes over white. */
export function overWhite(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3]!;
    const white = 255 * (255 - alpha) + 127;
    rgb[to] = (rgba[from]! * alpha + white) / 255;
    rgb[to + 1] = (rgba[from + 1]! * alpha + white) / 255;
    rgb[to + 2] = (rgba[from + 2]! * alpha + white) / 255;
  }
  return rgb;
}
