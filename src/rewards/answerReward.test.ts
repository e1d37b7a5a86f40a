import { expect, test } from 'vitest';
import { answerReward } from './answerReward.ts';

const options = { matching: 'type-aware', formatWeight: 0.1, random: false, seed: 1 } as const;
const label = { text: '3', type: 'numerical' } as const;
const reward = (text: string, over: Partial<Parameters<typeof answerReward>[2]> = {}) =>
  answerReward({ id: 'r1.C.s1.p0.a0', text }, label, { ...options, ...over });

test('0.9 for the right box and 0.1 for a think block before it', () => {
  expect(reward('2 + 1, \\boxed{3}').total).toBeCloseTo(0.9, 12);
  expect(reward('<think>2 + 1</think> \\boxed{3}').total).toBeCloseTo(1, 12);
  expect(reward('< think >2 + 1< / think > \\boxed{4}').total).toBeCloseTo(0.1, 12);
  expect(reward('\\boxed{3} <think>done</think>').total).toBeCloseTo(0.9, 12);
  expect(reward('\\boxed{3}', { formatWeight: 0 })).toEqual({
    rolloutId: 'r1.C.s1.p0.a0',
    extracted: '3',
    correct: true,
    accuracy: 1,
    format: 0,
    total: 1,
  });
});

test('no box, an empty box and a wrong box earn nothing', () => {
  expect(reward('3')).toMatchObject({ extracted: null, correct: false, total: 0 });
  expect(reward('\\boxed{}')).toMatchObject({ extracted: '', correct: false, total: 0 });
  expect(reward('\\boxed{4}')).toMatchObject({ extracted: '4', correct: false, total: 0 });
});

const coin = (index: number, text: string, seed = 1) =>
  answerReward({ id: `r1.C.s1.p0.a${index}`, text }, label, { ...options, random: true, seed });

test('the control pays by a coin of the seed and the id, and still says what was correct', () => {
  const right = Array.from({ length: 1000 }, (_, index) => coin(index, '\\boxed{3}').accuracy);
  const wrong = Array.from({ length: 1000 }, (_, index) => coin(index, 'no').accuracy);
  expect(right).toEqual(wrong);
  // The standard error of the share of 1000 coins is 0.016.
  expect(Math.abs(right.reduce((sum, paid) => sum + paid, 0) / 1000 - 0.5)).toBeLessThan(0.06);
  expect(Array.from({ length: 1000 }, (_, index) => coin(index, '', 2).accuracy)).not.toEqual(right);
  expect(coin(0, '\\boxed{3}').correct).toBe(true);
});
