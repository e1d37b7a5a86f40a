import { expect, test } from 'vitest';
import { effectiveKinds, kindMix, kindOf } from './kind.ts';

test('the kind is the first three words in lower case', () => {
  expect(kindOf('  How many Red circles?')).toBe('how many red');
  expect(kindOf('Dogs?')).toBe('dogs?');
});

test('the mix and its effective number', () => {
  expect(kindMix(['a b c d', 'A B C e', 'f g h', 'i'])).toEqual({ 'a b c': 0.5, 'f g h': 0.25, i: 0.25 });
  expect(effectiveKinds(['a', 'b', 'c', 'd'])).toBeCloseTo(4, 12);
  expect(effectiveKinds(['a', 'a', 'b', 'c'])).toBeCloseTo(2 ** 1.5, 12);
  expect(effectiveKinds(['a', 'a'])).toBe(1);
  expect(effectiveKinds([])).toBe(0);
});
