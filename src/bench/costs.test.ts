import { expect, it } from 'vitest';
import type { Idefics3Config } from '../model/config.ts';
import * as costs from './costs.ts';

/** Sizes that are counted by hand below. */
const config: Idefics3Config = {
  text: {
    vocabSize: 100,
    hiddenSize: 8,
    intermediateSize: 10,
    numHiddenLayers: 2,
    numAttentionHeads: 2,
    numKeyValueHeads: 1,
    headDim: 4,
    rmsNormEps: 1e-5,
    ropeTheta: 10000,
    maxPositionEmbeddings: 64,
  },
  vision: {
    hiddenSize: 6,
    intermediateSize: 12,
    numHiddenLayers: 1,
    numAttentionHeads: 2,
    numChannels: 3,
    imageSize: 8,
    patchSize: 4,
    layerNormEps: 1e-6,
  },
  scaleFactor: 2,
  imageTokenId: 0,
  tieWordEmbeddings: true,
  imageSeqLen: 1,
  promptStyle: null,
};

it('counts a decoding step as its products, and the weights and the cache as what it reads', () => {
  // A layer: q and o 8 x 8, k and v 8 x 4, gate, up and down 8 x 10: 432 numbers. The head: 800.
  const { flops, bytes } = costs.decode(config, { rows: 3, length: 9, tokens: 2 });
  // Each of 6 tokens sees 10 keys on average: 2 products of 10 x 4 in 2 heads, 2 FLOPs each.
  expect(flops).toBe(6 * (2 * (2 * 432 + 2 * 2 * 10 * 4 * 2) + 2 * 800));
  // Each of 2 steps reads 2 layers and the head, and of each row 10 keys and values of 4 in 2 layers.
  expect(bytes).toBe(4 * 2 * (2 * 432 + 800 + 3 * 2 * 2 * 10 * 4));
});

it('counts the vision tower by patch', () => {
  // 4 patches: embedding 48 x 6; q, k, v and o 6 x 6 and the MLP 2 x 6 x 12; 4 keys; connector 6 x 8 for a patch.
  const perPatch = 2 * (48 * 6) + 2 * (4 * 36 + 2 * 72) + 2 * 2 * 4 * 6 + 2 * 6 * 8;
  expect(costs.vision(config, 5).flops).toBe(5 * 4 * perPatch);
});

it('counts a training step as three forward passes and an update', () => {
  const work = { groups: 2, group: 3, tokens: 5, length: 7 };
  const forward = costs.scoring(config, work);
  const step = costs.training(config, { ...work, weights: 1000 });
  expect(step.flops).toBe(3 * forward.flops);
  expect(step.bytes - 3 * forward.bytes).toBe(4 * 7 * 1000);
  // Sharing a prompt saves its tokens: six groups of one cost four prompts more.
  const alone = costs.scoring(config, { ...work, groups: 6, group: 1 });
  const prompt = costs.prefill(config, { pictures: 1, rows: 1, length: 7 }).flops - 2 * 800;
  expect(alone.flops - forward.flops).toBeCloseTo(4 * prompt, 6);
});
