import { expect, it } from 'vitest';
import { placeAfter } from './arrowKeys.ts';

it('moves within the list', () => {
  expect([
    placeAfter('ArrowDown', 1, 3),
    placeAfter('ArrowRight', 2, 3),
    placeAfter('ArrowUp', 0, 3),
  ]).toEqual([2, 2, 0]);
  expect([placeAfter('Home', 2, 3), placeAfter('End', 0, 3), placeAfter('a', 0, 3)]).toEqual([0, 2, null]);
});

it('enters the list when nothing in it is focused', () => {
  expect(placeAfter('ArrowDown', -1, 3)).toBe(0);
});
