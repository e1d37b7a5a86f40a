import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { AdamW } from '../tensor/adamw.ts';
import { trimPool, watchPeak } from '../tensor/memory.ts';
import { describeBackends } from '../tensor/testing.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { openCheckpoint } from './load.ts';
import { mostFeatures, planMemory, type RunDemand } from './memoryEstimate.ts';
import { nodeFolder } from './nodeFolder.ts';
import { sumsFor } from './logprobs.ts';
import { createProcessor } from './processor.ts';
import { Vlm, type TokenScores } from './vlm.ts';
import { adapterSize, adapterTargets, newAdapter } from './lora.ts';
import { WeightSet } from './weights.ts';

const loss = ({ logProbs, mask }: TokenScores): tf.Scalar => tf.neg(tf.sum(tf.mul(logProbs, mask)));

async function open(folder: string): Promise<{ readonly vlm: Vlm; readonly weights: WeightSet }> {
  const checkpoint = await openCheckpoint(nodeFolder(path.join(import.meta.dirname, folder)));
  const weights = await WeightSet.fromHost(checkpoint.weights());
  return { vlm: new Vlm(checkpoint.config, createProcessor(checkpoint), { split: false }), weights };
}

const items = heldOutSuite({ domain: CLEAN, count: 8, seed: 1 });

/** Steps of `samples` answers of 24 tokens to each of some questions. */
function demandOf(vlm: Vlm, weights: WeightSet, prompts: number, samples: number): RunDemand {
  const sizes = items.slice(0, prompts).map(({ picture, question }) => vlm.promptSize(picture, question));
  const promptTokens = sizes.reduce((sum, size) => sum + size.promptTokens, 0) / prompts;
  return {
    weights: weights.size,
    trained: [...weights.trainable].reduce((sum, name) => sum + weights.get(name).size, 0),
    sets: 2,
    promptTokens,
    tiles: 1,
    // Weights that see as before find what they saw.
    remembered: weights.trainsLooks ? 0 : prompts,
    trainsTower: weights.trainsTower,
    trainsConnector: weights.trainsLooks,
    prompts,
    samples,
    alone: 0,
    newTokens: 24,
    microBatch: prompts * samples,
  };
}

/** The highest point of a step that samples, scores and learns, with two trained sets beside the base. */
async function measure(
  vlm: Vlm,
  base: WeightSet,
  { prompts, samples, newTokens }: RunDemand,
): Promise<number> {
  const asked = items.slice(0, prompts);
  const rows = asked.flatMap(({ id, picture, question }) =>
    Array.from({ length: samples }, (_, sample) => ({
      id: `${id}.${sample}`,
      picture,
      text: question,
      tokens: Array.from({ length: newTokens }, (_token, i) => 100 + ((sample * 7 + i) % 100)),
    })),
  );
  const requests = asked.map(({ id, picture, question }, i) => ({
    id,
    picture,
    text: question,
    samples,
    key: i,
  }));
  const [questioner, reasoner] = [base.clone(), base.clone()];
  const optimizer = new AdamW({ beta1: 0.9, beta2: 0.99, weightDecay: 0, maxNorm: 1 });
  const learn = async (weights: WeightSet): Promise<void> => {
    const { gradients } = await vlm.gradients(weights, rows, loss);
    await optimizer.step(weights, gradients.tensors, 1e-6);
    gradients.dispose();
  };
  // From its first step on a set has memory of its own and the moments are there, whatever the gradients.
  for (const weights of [questioner, reasoner]) {
    const none = sumsFor(weights);
    none.settle();
    await optimizer.step(weights, none.tensors, 1e-6);
    none.dispose();
  }
  trimPool(0);
  const peak = watchPeak();
  await vlm.generate(reasoner, requests, { maxNewTokens: newTokens, temperature: 1, topP: 1, topK: 0 });
  await vlm.score(base, rows);
  await learn(reasoner);
  const { bytes } = peak.end();
  for (const owner of [questioner, reasoner, optimizer]) owner.dispose();
  return bytes;
}

describeBackends('the memory that a run is said to need', (backend) => {
  const nano = '../../public/models/nano';
  const sizes: readonly [folder: string, prompts: number, samples: number][] = [
    [nano, backend === 'wasm' ? 8 : 1, 8],
    [nano, 1, 2],
    ['fixtures/complete', 4, 4],
  ];
  // A software GPU takes half a minute for the second, which differs from the first in size alone.
  test.each(sizes.filter((_, i) => backend === 'wasm' || i !== 1))(
    'of %s for %d prompts of %d answers is within 15 percent of what it takes',
    async (folder, prompts, samples) => {
      const { vlm, weights } = await open(folder);
      const demand = demandOf(vlm, weights, prompts, samples);
      const { estimate } = planMemory(vlm.config, demand, backend, 4e9);
      const bytes = await measure(vlm, weights, demand);
      weights.dispose();
      expect(estimate.total / bytes, `${estimate.total} of ${bytes}`).toBeGreaterThan(0.85);
      expect(estimate.total / bytes, `${estimate.total} of ${bytes}`).toBeLessThan(1.15);
    },
  );

  test('counts what is remembered of pictures where the text alone is trained', async () => {
    const { vlm, weights: all } = await open('../../public/models/nano');
    const weights = all.training((name) => name.includes('text_model'));
    const demand = demandOf(vlm, weights, backend === 'wasm' ? 8 : 1, 4);
    const { estimate, featureBytes } = planMemory(vlm.config, demand, backend, 4e9);
    expect(featureBytes).toBe(mostFeatures);
    const bytes = await measure(vlm, weights, demand);
    weights.dispose();
    all.dispose();
    expect(estimate.total / bytes, `${estimate.total} of ${bytes}`).toBeGreaterThan(0.85);
    expect(estimate.total / bytes, `${estimate.total} of ${bytes}`).toBeLessThan(1.15);
    // A budget is shared: features take what batches leave, which is nothing where batches need all.
    const spare = planMemory(vlm.config, demand, backend, estimate.total + 1e6);
    expect(spare.featureBytes).toBeGreaterThan(0);
    expect(spare.featureBytes).toBeLessThan(2e6);
    expect(spare.estimate.total).toBeLessThanOrEqual(estimate.total + 1e6);
    expect(planMemory(vlm.config, demand, backend, estimate.total - 1e6).featureBytes).toBe(0);
  });
});

describeBackends('the memory that adapters need', (backend) => {
  test('is said well', async () => {
    const { vlm, weights: all } = await open('../../public/models/nano');
    const frozen = all.training(() => false);
    const settings = { rank: 8, alpha: 16, targets: adapterTargets };
    const weights = frozen.adapted(newAdapter(vlm.config, settings, 1));
    const demand: RunDemand = {
      ...demandOf(vlm, weights, backend === 'wasm' ? 8 : 1, 4),
      weights: all.size,
      trained: adapterSize(vlm.config, settings),
      remembered: backend === 'wasm' ? 8 : 1,
    };
    const { estimate } = planMemory(vlm.config, demand, backend, 4e9);
    const bytes = await measure(vlm, weights, demand);
    for (const set of [weights, frozen, all]) set.dispose();
    vlm.dispose();
    expect(estimate.total / bytes, `${estimate.total} of ${bytes}`).toBeGreaterThan(0.85);
    // Of the little that one prompt takes, a GPU's pool is a large part, and is estimated at its most.
    expect(estimate.total / bytes, `${estimate.total} of ${bytes}`).toBeLessThan(
      backend === 'wasm' ? 1.15 : 1.25,
    );
  });
});

describeBackends(
  'a memory budget',
  () => {
    test('is kept by smaller batches, then by computing layers twice', async () => {
      const { vlm, weights } = await open('../../public/models/nano');
      const demand = demandOf(vlm, weights, 4, 4);
      const ample = planMemory(vlm.config, demand, 'wasm', 1e9);
      expect(ample.forgets).toBe(false);
      // The base, two sets, two moments and the gradients; the update itself needs one more.
      const beside = 4 * weights.size * 6;
      const tight = planMemory(vlm.config, demand, 'wasm', beside + 14e6);
      expect(tight.forgets).toBe(false);
      const tightest = planMemory(vlm.config, demand, 'wasm', beside + 7e6);
      expect(tightest.forgets).toBe(true);
      const before = await measure(vlm, weights, demand);
      vlm.memory = tight;
      const split = await measure(vlm, weights, demand);
      vlm.memory = tightest;
      const twice = await measure(vlm, weights, demand);
      expect(split).toBeLessThan(before);
      expect(twice).toBeLessThan(split);
      expect(split).toBeLessThan(beside + 14e6);
      expect(twice).toBeLessThan(beside + 7e6);
      weights.dispose();
    });

    test('that holds not even one answer is refused with what would fit', async () => {
      const { vlm, weights } = await open('../../public/models/nano');
      const demand = { ...demandOf(vlm, weights, 4, 4), newTokens: 2000 };
      const fixed = 4 * weights.size * 7;
      expect(() => planMemory(vlm.config, demand, 'wasm', fixed + 3e6)).toThrow(
        /One answer of 2000 tokens needs \d+ MB .* budget of \d+ MB, or answers of at most \d+ tokens/,
      );
      expect(() => planMemory(vlm.config, { ...demand, newTokens: 24 }, 'wasm', 20e6)).toThrow(
        /training at most .* weights, as adapters do/,
      );
      // What the refusal names does fit.
      const said = (): string => {
        try {
          planMemory(vlm.config, demand, 'wasm', fixed + 3e6);
          return '';
        } catch (error) {
          return String(error);
        }
      };
      const [, budget = '0', tokens = '0'] =
        /budget of (\d+) MB, or answers of at most (\d+) tokens/.exec(said()) ?? [];
      expect(planMemory(vlm.config, demand, 'wasm', Number(budget) * 1e6).forgets).toBe(true);
      const shorter = { ...demand, newTokens: Number(tokens) };
      expect(planMemory(vlm.config, shorter, 'wasm', fixed + 3e6).estimate.total).toBeGreaterThan(0);
      weights.dispose();
    });
  },
  ['wasm'],
);
