import { expect, test } from 'vitest';
import { smolVlm256, smolVlm500 } from '../model/smolvlm.ts';
import { presetConfig } from './presets.ts';
import { flopsOf, workOf } from './workEstimate.ts';

const small = {
  ...presetConfig('smolvlm-quick'),
  'warmup.steps': 0,
  'questioner.steps': 2,
  'questioner.groupsPerStep': 1,
  'questioner.groupSize': 8,
  'questioner.maxNewTokens': 10,
  'votes.samples': 4,
  'votes.labelSamples': 6,
  'votes.blindSamples': 2,
  'votes.views': 1,
  'silver.pictures': 3,
  'silver.questionsPerPicture': 2,
  'reasoner.steps': 1,
  'reasoner.groupsPerStep': 2,
  'reasoner.groupSize': 4,
  'reasoner.maxNewTokens': 100,
  'evaluation.questions': 5,
};

test('counts what a run writes, reads and learns from', () => {
  expect(workOf(small)).toEqual({
    // A: 2 pictures, 16 questions with and without the picture. B: 3 pictures, 6 questions. C: 2 groups. 2 tests of 5.
    prompts: 2 + 16 * 2 + 3 + 6 * 2 + 2 + 10,
    // 22 questions; 16 * 6 and 6 * 8 answers; 8 of training; 10 of tests.
    written: 22 * 10 + (96 + 48 + 8 + 10) * 100,
    trained: 16 * 10 + 8 * 100,
    groups: 4,
    pictures: 2 + 3 + 5,
  });
});

test('counts the warm-up of both roles', () => {
  const before = workOf(small);
  const warm = workOf({ ...small, 'warmup.steps': 2, 'warmup.outputs': 3 });
  expect(warm.prompts - before.prompts).toBe(12);
  expect([warm.written - before.written, warm.trained - before.trained]).toEqual([6 * 110, 6 * 110]);
});

test('a larger model takes longer, and so does another round', () => {
  const flops = (model: typeof smolVlm256, rounds: number) =>
    flopsOf(workOf({ ...small, 'run.rounds': rounds }), model, 200);
  expect(flops(smolVlm500, 1)).toBeGreaterThan(1.5 * flops(smolVlm256, 1));
  expect(flops(smolVlm256, 2)).toBeGreaterThan(1.7 * flops(smolVlm256, 1));
  // One token through the decoder of the 256M: twice its weights without the table of embeddings.
  const token = { prompts: 0, written: 1, trained: 0, groups: 0, pictures: 0 };
  expect(flopsOf(token, smolVlm256, 0) / 2e6).toBeCloseTo(106.2 + 28.4 + 7.1, 0);
});
