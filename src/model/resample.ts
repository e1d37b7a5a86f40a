/** Filters of Pillow's `Image.resize` by their numbers in `preprocessor_config.json`. */
export type ResampleFilter = 1 | 2 | 3;

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Kernel {
  /** half width at scale 1, pixels */
  readonly support: number;
  readonly weight: (x: number) => number;
}

const kernels: Readonly<Record<ResampleFilter, Kernel>> = {
  1: { support: 3, weight: lanczos },
  2: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  3: { support: 2, weight: bicubic },
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

function lanczos(x: number): number {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

/** Keys' cubic with a = -0.5. */
function bicubic(x: number): number {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  if (t < 2) return (((t - 5) * t + 8) * t - 4) * a;
  return 0;
}

/** Fixed-point weights of one direction: output `i` is the sum of `counts[i]` inputs from `starts[i]` on. */
interface Taps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** [output, tap], `width` taps apart */
  readonly weights: Int32Array;
  readonly width: number;
}

// Bits after the point: 32 minus 8 of the sample and 2 for sums that overshoot (Pillow, Resample.c).
const precisionBits = 22;
const half = 1 << (precisionBits - 1);

function tapsOf(input: number, output: number, { support, weight }: Kernel): Taps {
  const scale = input / output;
  // Shrinking widens the filter, so that every input pixel counts.
  const filterScale = Math.max(scale, 1);
  const reach = support * filterScale;
  const width = Math.ceil(reach) * 2 + 1;
  const taps: Taps = {
    starts: new Int32Array(output),
    counts: new Int32Array(output),
    weights: new Int32Array(output * width),
    width,
  };
  const row = new Float64Array(width);
  for (let i = 0; i < output; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const count = Math.min(input, Math.trunc(centre + reach + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      row[k] = weight((k + start - centre + 0.5) * (1 / filterScale));
      sum += row[k]!;
    }
    for (let k = 0; k < count; k++) {
      const share = sum === 0 ? row[k]! : row[k]! / sum;
      taps.weights[i * width + k] = Math.trunc(share * (1 << precisionBits) + (share < 0 ? -0.5 : 0.5));
    }
    taps.starts[i] = start;
    taps.counts[i] = count;
  }
  return taps;
}

/**
 * A picture at another size, byte for byte what Pillow 13 makes of it: one direction, rounding to bytes, the other
 * direction, with 22-bit weights. Pixels are [height, width, 3].
 *
 * Pillow goes horizontally first, except where the height shrinks by more than twice what the width does. Versions
 * before 13 always go horizontally first: the bytes then differ at hard edges, in pictures over twice as tall as wide.
 */
export function resize(rgb: Uint8Array, from: Size, to: Size, filter: ResampleFilter): Uint8Array {
  const kernel = kernels[filter];
  const across = (pixels: Uint8Array, height: number) =>
    to.width === from.width
      ? pixels
      : horizontal(pixels, from.width, height, tapsOf(from.width, to.width, kernel), to.width);
  const down = (pixels: Uint8Array, width: number) =>
    to.height === from.height
      ? pixels
      : vertical(pixels, width, tapsOf(from.height, to.height, kernel), to.height);
  const lost = from.height - to.height;
  const verticalFirst = lost > 0 && lost > 2 * (from.width - to.width);
  const resized = verticalFirst
    ? across(down(rgb, from.width), to.height)
    : down(across(rgb, from.height), to.width);
  return resized === rgb ? rgb.slice() : resized;
}

function horizontal(
  rgb: Uint8Array,
  inWidth: number,
  height: number,
  taps: Taps,
  outWidth: number,
): Uint8Array {
  const out = new Uint8Array(outWidth * height * 3);
  const { starts, counts, weights, width } = taps;
  for (let y = 0; y < height; y++) {
    const rowStart = y * inWidth * 3;
    let o = y * outWidth * 3;
    for (let x = 0; x < outWidth; x++) {
      const count = counts[x]!;
      let p = rowStart + starts[x]! * 3;
      let red = half;
      let green = half;
      let blue = half;
      for (let k = x * width; k < x * width + count; k++) {
        const w = weights[k]!;
        red += rgb[p]! * w;
        green += rgb[p + 1]! * w;
        blue += rgb[p + 2]! * w;
        p += 3;
      }
      out[o++] = toByte(red);
      out[o++] = toByte(green);
      out[o++] = toByte(blue);
    }
  }
  return out;
}

function vertical(rgb: Uint8Array, inWidth: number, taps: Taps, outHeight: number): Uint8Array {
  const stride = inWidth * 3;
  const out = new Uint8Array(stride * outHeight);
  const { starts, counts, weights, width } = taps;
  const sums = new Int32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    sums.fill(half);
    for (let k = 0; k < counts[y]!; k++) {
      const w = weights[y * width + k]!;
      const rowStart = (starts[y]! + k) * stride;
      for (let x = 0; x < stride; x++) sums[x]! += rgb[rowStart + x]! * w;
    }
    for (let x = 0; x < stride; x++) out[y * stride + x] = toByte(sums[x]!);
  }
  return out;
}

function toByte(sum: number): number {
  const value = sum >> precisionBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
