import { expect, test } from 'vitest';
import { decode } from '../bench/costs.ts';
import { smolVlm256, smolVlm500 } from '../model/smolvlm.ts';
import type { ConfigDifference } from './config.ts';
import { presetConfig, type PresetName } from './presets.ts';
import { estimateTime, speedFromLimits, type Speed, type Work } from './timeEstimate.ts';

const speed: Speed = { flops: 1e12, bytes: 1e11, from: 'probe' };
const work = (preset: PresetName, difference: ConfigDifference = {}): Work => ({
  architecture: smolVlm256,
  settings: { ...presetConfig(preset), ...difference },
  bytesPerWeight: 2,
  adapted: true,
  pictures: 100,
});

const nothing: ConfigDifference = {
  'questioner.steps': 0,
  'reasoner.steps': 0,
  'warmup.steps': 0,
  'votes.correct': false,
  'votes.blindSamples': 0,
  'votes.views': 1,
  'silver.pictures': 1,
  'silver.questionsPerPicture': 1,
  'votes.samples': 2,
  'votes.labelSamples': 2,
  'questioner.maxNewTokens': 64,
  'votes.maxNewTokens': 64,
  'evaluation.questions': 0,
};

test('a run of one question and two votes takes what reading the weights takes, where products cost nothing', () => {
  const { seconds, parts, tokens } = estimateTime(work('improved', nothing), { ...speed, flops: Infinity });
  const read = (rows: number): number =>
    decode(smolVlm256, { rows, length: 224, tokens: 64 }).bytes / 2 / 1e11;
  // Prompts and pictures beside them are read once each.
  expect(seconds).toBeGreaterThan(read(1) + read(2));
  expect(seconds).toBeLessThan(1.1 * (read(1) + read(2)));
  expect(parts.B).toBe(seconds);
  expect(tokens).toBe(3 * 64);
});

test('what is set larger takes longer, and what is faster less', () => {
  const quick = estimateTime(work('smolvlm-quick'), speed);
  const full = estimateTime(work('smolvlm-full'), speed);
  expect(full.seconds).toBeGreaterThan(10 * quick.seconds);
  expect(Object.values(full.parts).every((part) => part > 0)).toBe(true);
  const sum = Object.values(full.parts).reduce((a, b) => a + b);
  expect(full.seconds).toBeCloseTo(sum, 9);
  const twice = estimateTime(work('smolvlm-full'), { ...speed, flops: 2e12, bytes: 2e11 });
  expect(twice.seconds).toBeCloseTo(full.seconds / 2, 6);
  const rounds = estimateTime(work('smolvlm-full', { 'run.rounds': 2 }), speed);
  expect(rounds.parts.A).toBeCloseTo(2 * full.parts.A, 9);
  expect(rounds.parts.before).toBe(full.parts.before);
  const larger = estimateTime({ ...work('smolvlm-full'), architecture: smolVlm500 }, speed);
  expect(larger.seconds).toBeGreaterThan(1.5 * full.seconds);
  const cold = estimateTime(work('smolvlm-full', { 'warmup.steps': 0 }), speed);
  expect(cold.parts.before).toBeLessThan(full.parts.before);
  // No more pictures than there are.
  const few = estimateTime({ ...work('smolvlm-full'), pictures: 10 }, speed);
  expect(few.parts.B).toBeLessThan(full.parts.B / 5);
});

test('limits of an adapter are not reached', () => {
  const found = speedFromLimits({ matmulGflops: 1000, copyGBs: 100 });
  expect(found.from).toBe('limits');
  expect(found.flops).toBeLessThan(1e12);
  expect(found.bytes).toBeLessThan(1e11);
});
