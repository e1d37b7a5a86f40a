import { bits, integer, key, uniform } from '../tensor/random.ts';
import { downscale, type Pixels } from './downscale.ts';
import type { Picture } from './picture.ts';
import { pictureId } from './pictureId.ts';

/** How far a view may differ from its picture. Zero switches a change off. */
export interface Augmentation {
  /** Largest shift, as a share of the edge along which it moves; the border repeats. */
  readonly shift: number;
  /** Largest change of brightness, as a share of the full range. */
  readonly brightness: number;
  /** Largest change of the distance to mid grey, as a share of that distance. */
  readonly contrast: number;
  /** Largest change of each colour channel, as a share of its value. */
  readonly colourGain: number;
  /** Standard deviation of the noise of each byte, as a share of the full range. */
  readonly noise: number;
}

/** The strengths at which votes over views gained in the experiments: 2 px of 64, 18 and 6 of 255. */
const viewAugmentation: Augmentation = {
  shift: 2 / 64,
  brightness: 18 / 255,
  contrast: 0.2,
  colourGain: 0.06,
  noise: 6 / 255,
};

/** Sum of four bytes has this standard deviation: sqrt(4 (256^2 - 1) / 12). */
const FOUR_BYTES_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/**
 * A view of a picture: shifted, brighter or darker, with other contrast, colour and noise. The same picture,
 * key and strengths give the same bytes. `viewKey` comes from `key()` in tensor/random.ts.
 *
 * Votes over views and rollouts on other views are not in VisPlay, which shows every rollout the same picture;
 * without them self-play gained nothing at this scale.
 *
 * `edge`, px, is the longest edge that the model will see: larger pictures are shrunk to it first. Without it the
 * work grows with the picture (one hash per byte: 60 ms for 1,024 x 1,024 px, 0.3 ms for 64 x 64), and noise of
 * single bytes averages out when the model shrinks what it is shown.
 */
export function augment(
  picture: Picture,
  viewKey: number,
  strength: Augmentation = viewAugmentation,
  edge = Infinity,
): Picture {
  const seen = downscale(picture, edge);
  const { width, height } = seen;
  const right = drawShift(viewKey, 0, strength.shift * width);
  const down = drawShift(viewKey, 1, strength.shift * height);
  const brightness = 255 * strength.brightness * drawSigned(viewKey, 2);
  const contrast = 1 + strength.contrast * drawSigned(viewKey, 3);
  const gains = [4, 5, 6].map((counter) => 1 + strength.colourGain * drawSigned(viewKey, counter));
  const [red, green, blue] = gains.map((gain) => curve(brightness, contrast, gain));
  const view = shifted(seen, right, down);
  const noise = (255 * strength.noise) / FOUR_BYTES_DEVIATION;
  const noiseKey = key(viewKey, 7);
  for (let at = 0; at < view.length; at += 3) {
    view[at] = toByte(red![view[at]!]! + noise * drawNoise(noiseKey, at));
    view[at + 1] = toByte(green![view[at + 1]!]! + noise * drawNoise(noiseKey, at + 1));
    view[at + 2] = toByte(blue![view[at + 2]!]! + noise * drawNoise(noiseKey, at + 2));
  }
  return { id: pictureId(width, view), name: picture.name, width, height, rgb: view };
}

/** What each byte of a channel becomes, before noise. */
function curve(brightness: number, contrast: number, gain: number): Float64Array {
  return Float64Array.from(
    { length: 256 },
    (_, value) => ((value - 127.5) * contrast + 127.5 + brightness) * gain,
  );
}

/** A copy of the bytes, moved; the border repeats. */
function shifted({ width, height, rgb }: Pixels, right: number, down: number): Uint8Array {
  const view = new Uint8Array(rgb.length);
  for (let y = 0, to = 0; y < height; y++) {
    const row = clampTo(y - down, height) * width;
    for (let x = 0; x < width; x++, to += 3) {
      const from = (row + clampTo(x - right, width)) * 3;
      view[to] = rgb[from]!;
      view[to + 1] = rgb[from + 1]!;
      view[to + 2] = rgb[from + 2]!;
    }
  }
  return view;
}

function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
}

/** Uniform integer in [-most, most], `most` rounded to whole pixels. */
function drawShift(viewKey: number, counter: number, most: number): number {
  const pixels = Math.round(most);
  return integer(viewKey, counter, 2 * pixels + 1) - pixels;
}

function drawSigned(viewKey: number, counter: number): number {
  return 2 * uniform(viewKey, counter) - 1;
}

/** Nearly normal: the sum of the four bytes of one hash, less its mean (Irwin and Hall). */
function drawNoise(noiseKey: number, counter: number): number {
  const draw = bits(noiseKey, counter);
  return (draw & 255) + ((draw >>> 8) & 255) + ((draw >>> 16) & 255) + (draw >>> 24) - 510;
}

function clampTo(position: number, length: number): number {
  return position < 0 ? 0 : position >= length ? length - 1 : position;
}
