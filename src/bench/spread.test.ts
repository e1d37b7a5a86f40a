import { expect, it } from 'vitest';
import { spread } from './spread.ts';

it('is the middle of an odd number of repeats, in any order', () => {
  expect(spread([3, 100, 1])).toEqual({ median: 3, low: 1, high: 100, repeats: 3 });
});

it('is halfway between the two in the middle of an even number', () => {
  expect(spread([4, 1, 100, 2])).toEqual({ median: 3, low: 1, high: 100, repeats: 4 });
});
