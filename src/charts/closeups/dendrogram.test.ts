import { expect, it } from 'vitest';
import { averageLinkage } from '../../rewards/cluster.ts';
import { dendrogram } from './dendrogram.ts';

it('puts what merges side by side', () => {
  // 0 and 2 are near, 1 is far from both
  const values = new Float64Array([0, 0.9, 0.2, 0.9, 0, 0.7, 0.2, 0.7, 0]);
  const { order, brackets } = dendrogram(averageLinkage({ size: 3, values }), 3);
  expect(Math.abs(order.indexOf(0) - order.indexOf(2))).toBe(1);
  expect(brackets.map(({ distance }) => Number(distance.toFixed(3)))).toEqual([0.2, 0.8]);
  expect(brackets[1]).toMatchObject({ toDistance: expect.any(Number) });
  expect([brackets[1]!.fromDistance, brackets[1]!.toDistance].toSorted((a, b) => a - b)).toEqual([0, 0.2]);
});

it('draws a single leaf without brackets', () => {
  expect(dendrogram([], 1)).toEqual({ order: [0], brackets: [] });
});
