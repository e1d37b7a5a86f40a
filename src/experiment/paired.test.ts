import { expect, test } from 'vitest';
import { overSeeds, pairedGain } from './paired.ts';

test('a paired gain is the mean difference a question, with the interval of the differences', () => {
  // Differences 1, 0, 0, 1: mean 1/2, variance 1/3, of the mean 1/12.
  expect(pairedGain([{ a: '0101' }], [{ a: '1101' }])?.value).toBe(0.25);
  const { value, half } = pairedGain([{ a: '0100' }], [{ a: '1101' }])!;
  expect(value).toBe(0.5);
  expect(half).toBeCloseTo(1.96 * Math.sqrt(1 / 12), 4);
  // All questions gain alike: no draw of them would say otherwise.
  expect(pairedGain([{ a: '00' }], [{ a: '11' }])).toEqual({ value: 1, half: 0 });
});

test('suites count alike, and the seeds of a question are averaged first', () => {
  expect(pairedGain([{ a: '0000', b: '0' }], [{ a: '1000', b: '1' }])?.value).toBe(5 / 8);
  const { value, half } = pairedGain([{ a: '00' }], [{ a: '10' }, { a: '01' }])!;
  expect(value).toBe(0.5);
  expect(half).toBe(0);
});

test('other questions cannot be paired', () => {
  expect(pairedGain([{ a: '00' }], [{ a: '000' }])).toBeNull();
  expect(pairedGain([{ a: '00' }], [{ b: '00' }])).toBeNull();
  expect(pairedGain([], [{ a: '0' }])).toBeNull();
});

test('seeds have the interval of Student', () => {
  // scipy.stats.t.interval(0.95, 2, loc=2, scale=1/sqrt(3))
  const { value, half } = overSeeds([1, 2, 3])!;
  expect(value).toBe(2);
  expect(half).toBeCloseTo(2.4843, 3);
  expect(overSeeds([0.4])).toEqual({ value: 0.4, half: null });
  expect(overSeeds([])).toBeNull();
});
