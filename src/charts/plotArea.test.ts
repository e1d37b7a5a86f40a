import { expect, it } from 'vitest';
import { pixelOf, plotArea, valueAt } from './plotArea.ts';

it('leads from a value to its place and back', () => {
  expect(pixelOf(0, [0, 40], 300)).toBe(plotArea().left);
  expect(pixelOf(40, [0, 40], 300)).toBe(300 - plotArea().right);
  expect(valueAt(pixelOf(13, [10, 40], 300), [10, 40], 300)).toBeCloseTo(13, 12);
});

it('stays within the axis', () => {
  expect(valueAt(0, [10, 40], 300)).toBe(10);
  expect(valueAt(900, [10, 40], 300)).toBe(40);
});
