import { downscale, type Pixels } from './downscale.ts';

/** Ready for `new ImageData(rgba, width, height)`. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], opaque */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** A small copy for lists and trays, its longest edge at most `edge` px; a smaller picture keeps its size. */
export function thumbnail(picture: Pixels, edge: number): Thumbnail {
  const { width, height, rgb } = downscale(picture, edge);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from]!;
    rgba[to + 1] = rgb[from + 1]!;
    rgba[to + 2] = rgb[from + 2]!;
  }
  return { width, height, rgba };
}
