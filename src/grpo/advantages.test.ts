import { describe, expect, test } from 'vitest';
import { advantagesOf, groupOf } from './advantages.ts';

const rounded = (rewards: number[], divide = true) =>
  advantagesOf(rewards, divide).advantages.map((advantage) => Math.round(advantage * 100) / 100);

describe('advantagesOf', () => {
  test('the worked group of eight as the paper, the code, and the code with a valid eighth question', () => {
    expect(rounded([0.625, 0.625, 0.425, 0.075, 0.475, 0, 0.675, 0])).toEqual([
      0.9, 0.9, 0.21, -0.98, 0.39, -1.24, 1.07, -1.24,
    ]);
    const valid = [0.4993, 0.4993, 0.3993, 0.0998, 0.2998, -0.0002, 0.3998];
    expect(rounded([...valid, -1.0002])).toEqual([0.7, 0.7, 0.5, -0.1, 0.3, -0.3, 0.5, -2.31]);
    expect(rounded([...valid, 0.2998])).toEqual([1.04, 1.04, 0.48, -1.18, -0.07, -1.73, 0.49, -0.07]);
  });

  test.each([
    [1, 2.475, -0.354],
    [2, 1.62, -0.54],
    [3, 1.208, -0.725],
    [4, 0.935, -0.935],
    [5, 0.725, -1.208],
    [6, 0.54, -1.62],
    [7, 0.354, -2.475],
  ])('%d right answers of eight at 0.9', (right, ofRight, ofWrong) => {
    const rewards = Array.from({ length: 8 }, (_, index) => (index < right ? 0.9 : 0));
    const { advantages } = advantagesOf(rewards, true);
    expect(advantages[0]).toBeCloseTo(ofRight, 3);
    expect(advantages[7]).toBeCloseTo(ofWrong, 3);
  });

  test('the deviation is unbiased', () => {
    expect(advantagesOf([1, 2, 3], true)).toEqual({
      mean: 2,
      deviation: 1,
      advantages: [-1 / (1 + 1e-6), 0, 1 / (1 + 1e-6)],
      zeroVariance: false,
    });
    expect(advantagesOf([1, 2, 6], false).advantages).toEqual([-2, -1, 3]);
  });

  test('equal rewards have no advantage, also when they are equal up to rounding', () => {
    for (const rewards of [[0.9, 0.9, 0.9], [0.1 + 0.2, 0.3, 0.3], [5]])
      expect(advantagesOf(rewards, true)).toMatchObject({
        deviation: 0,
        advantages: rewards.map(() => 0),
        zeroVariance: true,
      });
  });
});

const group = (rewards: number[], dropZeroVariance: boolean, imitate = false) =>
  groupOf(
    {
      id: 'r1.C.s1.p0',
      role: 'reasoner',
      pictureId: 'cat',
      questionId: 'q',
      members: rewards.map((reward, index) => ({ id: `a${index}`, reward })),
    },
    { divideByDeviation: false, dropZeroVariance, imitate },
  );

test('a group keeps its members in order and is left out when it teaches nothing', () => {
  expect(group([1, 0], true)).toEqual({
    id: 'r1.C.s1.p0',
    role: 'reasoner',
    pictureId: 'cat',
    questionId: 'q',
    memberIds: ['a0', 'a1'],
    rewards: [1, 0],
    mean: 0.5,
    deviation: Math.SQRT1_2,
    advantages: [0.5, -0.5],
    zeroVariance: false,
    trained: true,
  });
  expect(group([1, 1], true).trained).toBe(false);
  expect(group([1, 1], false).trained).toBe(true);
});

test('a group to imitate weighs what was paid, and needs no variance', () => {
  expect(group([0.9, 0, 0.9, 0.1], true, true)).toMatchObject({ advantages: [1, 0, 1, 0], trained: true });
  expect(group([1, 1], true, true)).toMatchObject({ advantages: [1, 1], trained: true });
  expect(group([0, 0], true, true).trained).toBe(false);
});
