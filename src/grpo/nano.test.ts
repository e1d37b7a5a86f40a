import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeFolder } from '../model/nodeFolder.ts';
import { openCheckpoint } from '../model/load.ts';
import { createProcessor } from '../model/processor.ts';
import { Vlm } from '../model/vlm.ts';
import { WeightSet } from '../model/weights.ts';
import { AdamW } from '../tensor/adamw.ts';
import { openDevice, type Device } from '../tensor/device.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { smallestLimits } from '../tensor/smallestLimits.ts';
import { describeBackends } from '../tensor/testing.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { grpoStep, type GrpoOptions, type LearnerRow, type StepMetrics } from './step.ts';

const options: GrpoOptions = {
  learningRate: 1e-5,
  clipLow: 0.2,
  clipHigh: 0.28,
  clipDual: 3,
  klCoefficient: 0.01,
  aggregation: 'token',
  updatesPerStep: 1,
  microBatch: 3,
};

async function openNano(
  options: { readonly frozen?: boolean } = {},
): Promise<{ readonly vlm: Vlm; readonly weights: WeightSet }> {
  const checkpoint = await openCheckpoint(
    nodeFolder(path.join(import.meta.dirname, '../../public/models/nano')),
  );
  const weights = await WeightSet.fromHost(checkpoint.weights(), options);
  return { vlm: new Vlm(checkpoint.config, createProcessor(checkpoint), { split: false }), weights };
}

/** Rollouts of the model itself for two questions, one of them blind. */
async function rollouts(vlm: Vlm, weights: WeightSet): Promise<LearnerRow[]> {
  const [item] = heldOutSuite({ domain: CLEAN, count: 1, seed: 1 });
  const asked = [
    { id: 'seen', picture: item!.picture, text: item!.question },
    { id: 'blind', picture: null, text: item!.question },
  ];
  const requests = asked.map((turn, i) => ({ ...turn, samples: 2, key: 7 + i }));
  const drawn = await vlm.generate(weights, requests, { maxNewTokens: 6, temperature: 1, topP: 1, topK: 0 });
  return drawn.map(({ requestId, sample, tokens, logProbs }) => {
    const { picture, text } = asked.find(({ id }) => id === requestId)!;
    const advantage = sample === 0 ? 1 : -1;
    return { id: `${requestId}.${sample}`, picture, text, tokens, logProbs, advantage };
  });
}

async function step(vlm: Vlm, weights: WeightSet, rows: readonly LearnerRow[]): Promise<StepMetrics | null> {
  const optimizer = new AdamW({ beta1: 0.9, beta2: 0.99, weightDecay: 0, maxNorm: 1 });
  const trained = weights.clone();
  const metrics = await grpoStep({ model: vlm, weights: trained, optimizer, anchor: weights }, rows, options);
  optimizer.dispose();
  trained.dispose();
  return metrics;
}

describeBackends('the embedded model', () => {
  let vlm: Vlm;
  let weights: WeightSet;
  let rows: readonly LearnerRow[];
  let metrics: StepMetrics | null;
  beforeAll(async () => {
    ({ vlm, weights } = await openNano());
    rows = await rollouts(vlm, weights);
    metrics = await step(vlm, weights, rows);
  });
  afterAll(() => {
    weights.dispose();
  });

  test('is the same to the sampler as to the trainer', () => {
    // Different kernels, one float32 model: more would make on-policy data off-policy.
    expect(metrics!.logprob_gap).toBeLessThan(1e-4);
    expect(metrics!.ratio_max).toBe(1);
    expect(metrics!.grad_norm).toBeGreaterThan(0);
  });

  test('is the same when it is held frozen, to its clone and as the anchor', async () => {
    const frozen = await openNano({ frozen: true });
    expect(await rollouts(frozen.vlm, frozen.weights)).toEqual(rows);
    expect(await step(frozen.vlm, frozen.weights, rows)).toEqual(metrics);
    frozen.weights.dispose();
  });

  test('learns from completions that end at their first token, and passes over empty ones', async () => {
    const [row] = rows;
    const short = { ...row!, tokens: row!.tokens.slice(0, 1), logProbs: row!.logProbs.slice(0, 1) };
    const brief = [
      { ...short, id: 'a' },
      { ...short, id: 'b', advantage: -0.5 },
      { ...short, id: 'c', tokens: [], logProbs: [] },
    ];
    const learned = await step(vlm, weights, brief);
    expect(learned!.logprob_gap).toBeLessThan(1e-4);
    expect(learned!.grad_norm).toBeGreaterThan(0);
    const none = await step(vlm, weights, brief.slice(2));
    expect(none).toBeNull();
  });
});

const hasAdapter = Boolean(await nodePlatform.gpu().then((gpu) => gpu?.requestAdapter()));

describe.skipIf(!hasAdapter)('the embedded model on a device with the smallest limits', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice({ backend: 'webgpu', platform: smallestLimits(nodePlatform) });
  });
  afterAll(() => {
    device.close();
  });

  test('samples and learns', async () => {
    const { vlm, weights } = await openNano();
    const metrics = await step(vlm, weights, await rollouts(vlm, weights));
    expect(metrics!.logprob_gap).toBeLessThan(1e-4);
    expect(metrics!.grad_norm).toBeGreaterThan(0);
    device.check();
    weights.dispose();
  });
});
