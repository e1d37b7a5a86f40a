import { expect, it } from 'vitest';
import { smooth } from './smooth.ts';

it('returns the values as they are at weight 0', () => {
  expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
});

it('is a weighted mean of what came before', () => {
  // weight 1/2: (½·4 + ¼·2) / ¾ for the second value, (½·1 + ¼·4 + ⅛·2) / ⅞ for the third
  const [first, second, third] = smooth([2, 4, 1], 0.5);
  expect(first).toBeCloseTo(2, 12);
  expect(second).toBeCloseTo(2.5 / 0.75, 12);
  expect(third).toBeCloseTo(1.75 / 0.875, 12);
});

it('leaves a constant line where it is', () => {
  for (const value of smooth([7, 7, 7, 7], 0.9)) expect(value).toBeCloseTo(7, 12);
});
