import { expect, it } from 'vitest';
import { veil } from './veil.ts';

it('is clear where attention is highest and darkest where there is none', () => {
  const rgba = veil([0.1, 0, 0.4, 0.1]);
  expect([...rgba].filter((_, at) => at % 4 < 3)).toEqual(Array.from({ length: 12 }, () => 0));
  const alpha = [3, 7, 11, 15].map((at) => rgba[at]);
  // 0.1 is a quarter of 0.4, its root a half: half of 0.82 of 255.
  expect(alpha).toEqual([105, 209, 0, 105]);
});

it('shades all alike where nothing was attended to', () => {
  expect(new Set(veil([0, 0]).filter((_, at) => at % 4 === 3))).toEqual(new Set([209]));
});
