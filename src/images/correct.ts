import type { Pixels } from './downscale.ts';
import type { Picture } from './picture.ts';
import { pictureId } from './pictureId.ts';

export const exposures = ['as it is', 'lighter', 'darker', 'levels', 'white ground'] as const;
export const colours = ['as they are', 'vivid'] as const;
export const details = ['as they are', 'smooth', 'sharp'] as const;

/**
 * How a picture is put right before a model looks at it: what photographers do first to a picture whose light, colour
 * or grain is off. Nothing is added that the picture does not show.
 */
export interface Correction {
  /**
   * `lighter`, `darker`: a gamma curve. `levels`: the darkest and lightest half percent of the bytes become black and
   * white. `white ground`: channels are scaled so that the commonest colour becomes a light grey.
   */
  readonly exposure: (typeof exposures)[number];
  /** `vivid`: half as far again from grey. */
  readonly colour: (typeof colours)[number];
  /** `smooth`: median of 3 x 3 pixels, against grain. `sharp`: four fifths of the difference to the four neighbours added. */
  readonly detail: (typeof details)[number];
}

export const UNCHANGED: Correction = { exposure: 'as it is', colour: 'as they are', detail: 'as they are' };

/** `white ground, vivid`; `unchanged`. */
export function correctionText({ exposure, colour, detail }: Correction): string {
  const parts = [exposure, colour, detail].filter((part) => part !== 'as it is' && part !== 'as they are');
  return parts.length === 0 ? 'unchanged' : parts.join(', ');
}

/** The picture with a correction; the same picture where there is none. Detail first, then exposure, then colour. */
export function correct(picture: Picture, correction: Correction): Picture {
  let { rgb } = picture;
  if (correction.detail !== 'as they are') rgb = detailed(picture, correction.detail);
  if (correction.exposure !== 'as it is') rgb = exposed(rgb, correction.exposure);
  if (correction.colour === 'vivid') rgb = vivid(rgb);
  if (rgb === picture.rgb) return picture;
  const { name, width, height } = picture;
  return { id: pictureId(width, rgb), name, width, height, rgb };
}

const GAMMA = { lighter: 0.7, darker: 1.4 } as const;
/** Share of the bytes that `levels` gives up at each end. */
const CLIPPED = 0.005;
/** What `white ground` makes of the commonest colour; a darker one than `DARKEST` is no paper. */
const PAPER = 237;
const DARKEST = 40;

function exposed(rgb: Uint8Array, exposure: Exclude<Correction['exposure'], 'as it is'>): Uint8Array {
  if (exposure === 'levels') return stretched(rgb);
  if (exposure === 'white ground') return onPaper(rgb);
  const curve = Uint8Array.from({ length: 256 }, (_, value) =>
    toByte(255 * (value / 255) ** GAMMA[exposure]),
  );
  return rgb.map((value) => curve[value]!);
}

function stretched(rgb: Uint8Array): Uint8Array {
  const counts = new Uint32Array(256);
  for (const value of rgb) counts[value]!++;
  const most = CLIPPED * rgb.length;
  let black = 0;
  for (let seen = counts[0]!; seen <= most && black < 255; seen += counts[black]!) black += 1;
  let white = 255;
  for (let seen = counts[255]!; seen <= most && white > 0; seen += counts[white]!) white -= 1;
  if (white <= black) return rgb;
  return rgb.map((value) => toByte(((value - black) / (white - black)) * 255));
}

/** The commonest colour, of 16 levels a channel, by the mean of its pixels. */
function groundOf(rgb: Uint8Array): readonly [number, number, number] {
  const counts = new Uint32Array(4096);
  const level = (at: number): number =>
    ((rgb[at]! >> 4) << 8) | ((rgb[at + 1]! >> 4) << 4) | (rgb[at + 2]! >> 4);
  for (let at = 0; at < rgb.length; at += 3) counts[level(at)]!++;
  const commonest = counts.indexOf(Math.max(...counts));
  const sums: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3) {
    if (level(at) !== commonest) continue;
    sums[0] += rgb[at]!;
    sums[1] += rgb[at + 1]!;
    sums[2] += rgb[at + 2]!;
  }
  const many = counts[commonest]!;
  return [sums[0] / many, sums[1] / many, sums[2] / many];
}

function onPaper(rgb: Uint8Array): Uint8Array {
  const gains = groundOf(rgb).map((value) => PAPER / Math.max(DARKEST, value));
  return rgb.map((value, at) => toByte(value * gains[at % 3]!));
}

function vivid(rgb: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    const grey = (rgb[at]! + rgb[at + 1]! + rgb[at + 2]!) / 3;
    for (let byte = at; byte < at + 3; byte++) out[byte] = toByte(grey + 1.5 * (rgb[byte]! - grey));
  }
  return out;
}

/** The border repeats. */
function detailed(
  { width, height, rgb }: Pixels,
  detail: Exclude<Correction['detail'], 'as they are'>,
): Uint8Array {
  const out = new Uint8Array(rgb.length);
  const near = new Uint8Array(9);
  for (let y = 0, to = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)];
    for (let x = 0; x < width; x++) {
      const columns = [Math.max(0, x - 1), x, Math.min(width - 1, x + 1)];
      for (let channel = 0; channel < 3; channel++, to++) {
        let found = 0;
        for (const row of rows)
          for (const column of columns) near[found++] = rgb[(row * width + column) * 3 + channel]!;
        if (detail === 'smooth') out[to] = near.toSorted()[4]!;
        else {
          const around = (near[1]! + near[3]! + near[5]! + near[7]!) / 4;
          out[to] = toByte(near[4]! + 0.8 * (near[4]! - around));
        }
      }
    }
  }
  return out;
}

function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
}
