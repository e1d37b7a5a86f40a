import { expect, it } from 'vitest';
import type { EvaluationResult } from '../../evaluation/result.ts';
import { advantagesOf, groupOf } from '../../grpo/advantages.ts';
import { filledAnswerReward, filledQuestionReward, toldAdvantage } from './filledMember.ts';
import { filledDeviation, filledGain } from './filledRun.ts';

it('tells by which formula a reward became an advantage', () => {
  const rewards = [1, 0, 0, 0];
  const whole = advantagesOf(rewards, true);
  expect(toldAdvantage(1, whole.advantages[0]!, whole)).toEqual({
    what: 'advantage',
    filled: '(1.000 − 0.250) / 0.500',
  });
  const undivided = advantagesOf(rewards, false);
  expect(toldAdvantage(1, undivided.advantages[0]!, undivided).what).toBe('difference');
  const members = rewards.map((reward, at) => ({ id: `${at}`, reward }));
  const source = { id: 'g', role: 'reasoner', pictureId: 'p', questionId: 'q', members } as const;
  const imitated = groupOf(source, { divideByDeviation: true, dropZeroVariance: true, imitate: true });
  expect(toldAdvantage(0, imitated.advantages[1]!, imitated)).toEqual({
    what: 'imitated',
    filled: '0.000 ≤ ½',
  });
});

it('brackets what is below zero', () => {
  const group = advantagesOf([-0.7, 0.3], true);
  expect(toldAdvantage(0.3, group.advantages[1]!, group).filled).toBe('(0.300 − (−0.200)) / 0.707');
});

it('adds the terms of a question, with the floor under them, and nothing for a reward that was only supposed', () => {
  const reward = {
    questionId: 'q',
    valid: true,
    confidence: 0.75,
    clusterId: 0,
    clusterSize: 2,
    terms: [
      { key: 'uncertainty', value: 0.5, formula: '0.5' },
      { key: 'diversity in group', value: -0.75, formula: '−0.75' },
    ],
    total: -0.25,
  } as const;
  expect(filledQuestionReward(reward)).toBe('+0.50 −0.75');
  expect(filledQuestionReward({ ...reward, total: 0 })).toBe('max(0.00; +0.50 −0.75)');
  expect(filledQuestionReward({ ...reward, total: -1 })).toBeUndefined();
});

it('weighs what is right against the form, and nothing for a reward that was only supposed', () => {
  const reward = { rolloutId: 'a', extracted: '3', correct: true, accuracy: 1, format: 0, total: 0.9 };
  expect(filledAnswerReward(reward, 0.1)).toBe('(1 − 0.10) · 1 + 0.10 · 0');
  expect(filledAnswerReward({ ...reward, total: 0.3 }, 0.1)).toBeUndefined();
});

const measured = (suite: string, accuracy: number): EvaluationResult => ({
  suite,
  accuracy,
  n: 10,
  correct: 10 * accuracy,
  ci95: [0, 1],
  boxed: 1,
  majorityAt8: null,
  oneSample: null,
  baseline: 0.25,
  bySkill: {},
});

it('takes a deviation from its squares, and a gain from the same suite', () => {
  expect(filledDeviation({ rewards: [1, 0, 0, 0], mean: 0.25 })).toBe('√(0.750 / 3)');
  expect(filledGain([measured('a', 0.4), measured('a', 0.5), measured('b', 0.9)])).toBe('50.0 − 40.0');
});
