import { expect, test } from 'vitest';
import { key } from '../tensor/random.ts';
import { augment, type Augmentation } from './augment.ts';
import { downscale } from './downscale.ts';
import type { Picture } from './picture.ts';
import { pictureId } from './pictureId.ts';

const still: Augmentation = { shift: 0, brightness: 0, contrast: 0, colourGain: 0, noise: 0 };

function picture(
  width: number,
  height: number,
  value: (x: number, y: number, channel: number) => number,
): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3);
    rgb[i] = value(pixel % width, Math.floor(pixel / width), i % 3);
  }
  return { id: pictureId(width, rgb), name: 'p', width, height, rgb };
}

const grey = picture(64, 64, () => 128);
const ramp = picture(64, 64, (x, y) => 2 * x + y);
const keys = Array.from({ length: 200 }, (_, i) => key(7, i));

function mean(bytes: ArrayLike<number>, from = 0, step = 1): number {
  let sum = 0;
  let count = 0;
  for (let i = from; i < bytes.length; i += step, count++) sum += bytes[i]!;
  return sum / count;
}

function deviation(bytes: Uint8Array): number {
  const centre = mean(bytes);
  return Math.sqrt(mean(Float64Array.from(bytes, (value) => (value - centre) ** 2)));
}

/** Correlation of two noises around 128 of deviation 25.5. */
function correlation(p: Uint8Array, q: Uint8Array): number {
  return mean(Float64Array.from(p, (value, i) => ((value - 128) * (q[i]! - 128)) / 25.5 ** 2));
}

test('no strength is the same picture with the same id', () => {
  expect(augment(ramp, 1, still)).toEqual(ramp);
});

test('the same key gives the same view, another key another one, and the picture stays as it was', () => {
  const before = ramp.rgb.slice();
  expect(augment(ramp, keys[0]!)).toEqual(augment(ramp, keys[0]!));
  expect(new Set(keys.map((k) => augment(ramp, k).id)).size).toBe(keys.length);
  expect(ramp.rgb).toEqual(before);
});

test('shifts reach 2 px of 64 either way on both axes, no further, and the border repeats', () => {
  const places = picture(64, 64, (x, y, channel) => [x, y, 0][channel]!);
  const shifts = keys.map((k) => {
    const { rgb } = augment(places, k, { ...still, shift: 2 / 64 });
    const at = (x: number, y: number): number[] => [...rgb.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 2)];
    const [right, down] = [32 - at(32, 32)[0]!, 32 - at(32, 32)[1]!];
    expect(at(0, 0)).toEqual([Math.max(0, -right), Math.max(0, -down)]);
    expect(at(63, 63)).toEqual([Math.min(63, 63 - right), Math.min(63, 63 - down)]);
    return { right, down };
  });
  for (const axis of ['right', 'down'] as const)
    expect(new Set(shifts.map((shift) => shift[axis]))).toEqual(new Set([-2, -1, 0, 1, 2]));
});

test('a shift is a share of the edge: 32 px of 1,024', () => {
  const wide = picture(1024, 2, (x) => x >> 2);
  const far = Math.max(
    ...keys.map((k) => Math.abs(augment(wide, k, { ...still, shift: 2 / 64 }).rgb[512 * 3]! - 128) * 4),
  );
  expect(far).toBeGreaterThan(24);
  expect(far).toBeLessThanOrEqual(32);
});

test('brightness, contrast and colour stay within their strength and reach close to it', () => {
  const bright = keys.map((k) => augment(grey, k, { ...still, brightness: 18 / 255 }).rgb[0]! - 128);
  expect(Math.min(...bright)).toBeGreaterThanOrEqual(-18);
  expect(Math.min(...bright)).toBeLessThanOrEqual(-16);
  expect(Math.max(...bright)).toBeLessThanOrEqual(18);
  expect(Math.max(...bright)).toBeGreaterThanOrEqual(16);

  const dark = picture(8, 8, () => 27);
  // 100.5 below mid grey: 20 % of it is 20.1.
  const contrast = keys.map((k) => augment(dark, k, { ...still, contrast: 0.2 }).rgb[0]! - 27);
  expect(Math.max(...contrast.map(Math.abs))).toBeLessThanOrEqual(21);
  expect(Math.max(...contrast.map(Math.abs))).toBeGreaterThanOrEqual(18);

  const coloured = keys.map((k) => augment(grey, k, { ...still, colourGain: 0.06 }).rgb.subarray(0, 3));
  // 6 % of 128 is 7.7; channels move apart.
  for (const value of coloured) for (const byte of value) expect(Math.abs(byte - 128)).toBeLessThanOrEqual(8);
  expect(coloured.some(([r, , b]) => Math.abs(r! - b!) > 8)).toBe(true);
});

test('noise has the deviation asked for, no bias, and no value out of range', () => {
  const noisy = augment(grey, keys[3]!, { ...still, noise: 6 / 255 }).rgb;
  // 12,288 draws: the standard error of the mean is 0.05 and of the deviation 0.04; the rounding adds 0.01.
  expect(Math.abs(mean(noisy) - 128)).toBeLessThan(0.2);
  expect(Math.abs(deviation(noisy) - 6)).toBeLessThan(0.2);

  const white = augment(
    picture(64, 64, () => 254),
    keys[3]!,
  ).rgb;
  expect(Math.min(...white)).toBeGreaterThan(150);
});

test('noise of neighbouring bytes and of neighbouring keys is not the same noise', () => {
  const noise = { ...still, noise: 0.1 };
  const [a, b] = [augment(grey, key(1, 1), noise).rgb, augment(grey, key(1, 2), noise).rgb];
  // Independent draws: standard error 1 / sqrt(12,288) = 0.009.
  expect(Math.abs(correlation(a, b))).toBeLessThan(0.04);
  expect(Math.abs(correlation(a.subarray(0, -3), a.subarray(3)))).toBeLessThan(0.04);
});

test('with the edge that the model sees, a large picture gives the view of its small self', () => {
  const large = picture(256, 128, (x, y) => (x >> 1) + y);
  const small = downscale(large, 64);
  const view = augment(large, keys[5]!, undefined, 64);
  expect([view.width, view.height]).toEqual([64, 32]);
  expect(view).toEqual(augment({ ...small, id: '', name: 'p' }, keys[5]!));
});
