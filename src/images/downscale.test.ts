import { expect, test } from 'vitest';
import { downscale, fitWithin } from './downscale.ts';
import { thumbnail } from './thumbnail.ts';

const grey = (...values: number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value, value, value]));

const mean = (bytes: Uint8Array): number => bytes.reduce((sum, value) => sum + value, 0) / bytes.length;

test('sizes keep their proportions, never grow and never vanish', () => {
  expect(fitWithin(4032, 3024, 1024)).toEqual({ width: 1024, height: 768 });
  expect(fitWithin(100, 50, 1024)).toEqual({ width: 100, height: 50 });
  expect(fitWithin(20_000, 3, 1024)).toEqual({ width: 1024, height: 1 });
});

test('a new pixel is the mean of the area it covers', () => {
  const pixels = { width: 4, height: 2, rgb: grey(0, 10, 100, 200, 20, 30, 100, 201) };
  expect(downscale(pixels, 2)).toEqual({ width: 2, height: 1, rgb: grey(15, 150) });
});

test('a pixel that lies in two new pixels counts in both by its share', () => {
  // 3 -> 2: (0 + 0.5 * 90) / 1.5 = 30 and (0.5 * 90 + 60) / 1.5 = 70.
  expect(downscale({ width: 3, height: 1, rgb: grey(0, 90, 60) }, 2).rgb).toEqual(grey(30, 70));
});

test('channels stay apart and a flat colour stays exact at any ratio', () => {
  for (const [width, height, edge] of [
    [348, 348, 64],
    [1000, 7, 333],
    [1411, 1411, 1024],
    [3, 1000, 999],
  ] as const) {
    const rgb = new Uint8Array(width * height * 3).map((_, i) => [10, 254, 255][i % 3]!);
    const small = downscale({ width, height, rgb }, edge);
    expect(Math.max(small.width, small.height)).toBe(edge);
    expect(small.rgb.every((value, i) => value === [10, 254, 255][i % 3])).toBe(true);
  }
});

test('the mean of a picture survives', () => {
  const rgb = new Uint8Array(97 * 61 * 3).map((_, i) => (i * 7919) % 256);
  // Each new value is rounded: an error of at most a half, far less in the mean.
  expect(Math.abs(mean(downscale({ width: 97, height: 61, rgb }, 40).rgb) - mean(rgb))).toBeLessThan(0.1);
});

test('what fits is returned as it is', () => {
  const pixels = { width: 2, height: 1, rgb: grey(1, 2) };
  expect(downscale(pixels, 2)).toBe(pixels);
});

test('a thumbnail is opaque RGBA', () => {
  const rgb = Uint8Array.of(1, 2, 3, 5, 6, 7);
  expect(thumbnail({ width: 2, height: 1, rgb }, 8)).toEqual({
    width: 2,
    height: 1,
    rgba: Uint8ClampedArray.of(1, 2, 3, 255, 5, 6, 7, 255),
  });
  expect(thumbnail({ width: 2, height: 1, rgb }, 1).rgba).toEqual(Uint8ClampedArray.of(3, 4, 5, 255));
});
