import { expect, it } from 'vitest';
import type { EvaluationResult } from '../evaluation/result.ts';
import { gain, verdictOf } from './gain.ts';

const result = (correct: number, n: number): EvaluationResult => ({
  suite: 'drawn',
  n,
  correct,
  accuracy: correct / n,
  ci95: wilson(correct, n),
  boxed: 1,
  majorityAt8: null,
  oneSample: null,
  baseline: 0,
  bySkill: {},
});

function wilson(correct: number, n: number): [number, number] {
  const z = 1.959963984540054;
  const p = correct / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [centre - half, centre + half];
}

// Newcombe 1998, table II, method 10: the paper prints four digits.
it.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
])('%i of %i against %i of %i', (a, m, b, n, low, high) => {
  const { difference, ci95 } = gain(result(a, m), result(b, n));
  expect(difference).toBeCloseTo(a / m - b / n, 12);
  expect(ci95[0]).toBeCloseTo(low, 4);
  expect(ci95[1]).toBeCloseTo(high, 4);
});

it('says what a gain shows, also where the intervals of both sides overlap', () => {
  expect(verdictOf(gain(result(5, 56), result(0, 29)))).toBe('same');
  expect(verdictOf(gain(result(56, 70), result(48, 80)))).toBe('better');
  expect(verdictOf(gain(result(48, 80), result(56, 70)))).toBe('worse');
  const [before, after] = [result(89, 200), result(110, 200)];
  expect(after.ci95[0]).toBeLessThan(before.ci95[1]);
  // Pearson's chi-squared test of the two shares says p = 0.036.
  expect(verdictOf(gain(after, before))).toBe('better');
});
