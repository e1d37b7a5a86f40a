import { describe, expect, test } from 'vitest';
import { macro, micro } from './average.ts';
import { scoreSuite, type SuiteAnswer, type SuiteItem } from './heldOut.ts';
import { wilson } from './wilson.ts';

describe('wilson', () => {
  // From scipy's binomtest(correct, n).proportion_ci(method='wilson').
  test.each([
    [0, 10, 0, 0.27753279986],
    [10, 10, 0.72246720014, 1],
    [5, 10, 0.23659309051, 0.76340690949],
    [100, 200, 0.4313608596, 0.5686391404],
    [3, 9, 0.12058381839, 0.64579786442],
  ])('%d of %d', (correct, n, low, high) => {
    const interval = wilson(correct, n);
    expect(interval[0]).toBeCloseTo(low, 10);
    expect(interval[1]).toBeCloseTo(high, 10);
  });

  test('nothing tried says nothing', () => {
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});

const items: SuiteItem[] = [
  { id: 'a', type: 'numerical', gold: ['3'], skill: 'count' },
  { id: 'b', type: 'numerical', gold: ['3'], skill: 'count' },
  { id: 'c', type: 'multiple choice', gold: ['yes'], skill: 'exist' },
  { id: 'd', type: null, gold: ['blue', 'navy'], skill: 'colour' },
];
const answer = (itemId: string, text: string): SuiteAnswer => ({ itemId, text });
const box = (itemId: string, content: string): SuiteAnswer => answer(itemId, `so \\boxed{${content}}`);
const options = { suite: 'drawn', matching: 'type-aware' } as const;

describe('scoreSuite', () => {
  // Out of order on purpose: answers are joined by id.
  const greedy = [box('d', 'Navy'), answer('c', 'yes'), box('a', '3 dots'), box('b', '4')];

  test('greedy accuracy, boxes, skills and the best constant answer', () => {
    expect(scoreSuite(items, greedy, null, options)).toEqual({
      suite: 'drawn',
      n: 4,
      correct: 2,
      accuracy: 0.5,
      ci95: wilson(2, 4),
      boxed: 0.75,
      majorityAt8: null,
      oneSample: null,
      anyOf8: null,
      baseline: 0.5,
      bySkill: {
        count: { n: 2, correct: 1 },
        exist: { n: 1, correct: 0 },
        colour: { n: 1, correct: 1 },
      },
    });
  });

  test('the majority of the samples and the mean of one', () => {
    const samples = [
      box('a', '3'),
      box('a', '3.0'),
      box('a', '4'),
      box('a', '5'),
      box('b', '4'),
      box('b', '4'),
      box('b', '3'),
      answer('b', '3'),
      box('c', ''),
      answer('c', 'no'),
      answer('c', 'no'),
      box('c', 'yes'),
      answer('d', 'blue'),
      answer('d', ''),
      answer('d', ''),
      answer('d', ''),
    ];
    const { majorityAt8, oneSample, anyOf8 } = scoreSuite(items, greedy, samples, options);
    expect(majorityAt8).toBe(2 / 4);
    expect(oneSample).toBe((2 / 4 + 1 / 4 + 1 / 4 + 0) / 4);
    expect(anyOf8).toBe(3 / 4);
  });

  test('an empty suite has no accuracy to speak of', () => {
    expect(scoreSuite([], [], [], options)).toMatchObject({ n: 0, accuracy: 0, ci95: [0, 1], baseline: 0 });
  });

  test('refuses missing and double answers', () => {
    expect(() => scoreSuite(items, greedy.slice(1), null, options)).toThrow(
      'd does not have one greedy answer',
    );
    expect(() => scoreSuite(items, [...greedy, box('a', '3')], null, options)).toThrow('a does not have one');
    expect(() => scoreSuite(items, greedy, [box('a', '3')], options)).toThrow(
      'b does not have as many samples',
    );
    expect(() => scoreSuite(items, greedy, [], options)).toThrow('a does not have as many samples');
  });
});

test('macro counts suites, micro questions', () => {
  const results = [
    { n: 1, correct: 1, accuracy: 1 },
    { n: 3, correct: 0, accuracy: 0 },
    { n: 0, correct: 0, accuracy: 0 },
  ];
  expect(macro(results)).toBe(0.5);
  expect(micro(results)).toBe(0.25);
  expect(macro([])).toBeNull();
  expect(micro([])).toBeNull();
});
