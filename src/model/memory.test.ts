import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { AdamW } from '../tensor/adamw.ts';
import { memoryUse, trimPool, type MemoryUse } from '../tensor/memory.ts';
import { describeBackends } from '../tensor/testing.ts';
import { promptsOf, readFixture } from './fixture.ts';
import { generate } from './generate.ts';
import { addLossGradients, sumsFor, type PaddedScores } from './logprobs.ts';
import { WeightSet } from './weights.ts';

function loss({ logProbs, mask }: PaddedScores): tf.Scalar {
  return tf.neg(tf.sum(tf.mul(logProbs, mask)));
}

describeBackends('memory', (backend, device) => {
  it('stays flat over steps of generating and training', async () => {
    const fixture = await readFixture('uneven-pictures');
    const weights = await WeightSet.fromHost(fixture.weights);
    const optimizer = new AdamW({ beta1: 0.9, beta2: 0.99, weightDecay: 0, maxNorm: 1 });
    const prompts = promptsOf(fixture);
    const uses: MemoryUse[] = [];
    const steps = backend === 'wasm' ? 10 : 5;
    for (let step = 0; step < steps; step++) {
      const draws = prompts.map((prompt, p) => ({ prompt, key: 100 * step + p }));
      // Completions of another length every step, so that shapes do not simply repeat.
      const options = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 3 + (step % 3), stopIds: [] };
      const drawn = await generate(fixture.config, weights, draws, options);
      const sequences = drawn.map(({ tokens }, i) => ({ prompt: prompts[i]!, tokens }));
      const sums = sumsFor(weights);
      addLossGradients(fixture.config, weights, sequences, loss, sums).dispose();
      await optimizer.step(weights, sums.tensors, 1e-4);
      sums.dispose();
      trimPool(2e6);
      uses.push(memoryUse());
    }
    // From the second round of lengths on, nothing grows: not the tensors, and not the pool beyond what is let free.
    const later = uses.slice(3);
    expect(later.map(({ tensors }) => tensors)).toEqual(later.map(() => uses[2]!.tensors));
    const limit = uses[2]!.megabytes + (backend === 'wasm' ? 0.001 : 2.1);
    expect(Math.max(...later.map(({ megabytes }) => megabytes))).toBeLessThan(limit);
    optimizer.dispose();
    weights.dispose();
    expect(memoryUse().tensors).toBe(0);
  });

  it('is constant to the byte from the third step on, where steps are alike', async () => {
    const fixture = await readFixture('grouped-split');
    const weights = await WeightSet.fromHost(fixture.weights);
    const optimizer = new AdamW({ beta1: 0.9, beta2: 0.99, weightDecay: 0, maxNorm: 1 });
    const [prompt] = promptsOf(fixture);
    const bytes: number[] = [];
    for (let step = 0; step < 5; step++) {
      const options = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 3, stopIds: [] };
      const [drawn] = await generate(fixture.config, weights, [{ prompt: prompt!, key: step }], options);
      const sums = sumsFor(weights);
      addLossGradients(fixture.config, weights, [{ prompt: prompt!, tokens: drawn!.tokens }], loss, sums).dispose(); // prettier-ignore
      await optimizer.step(weights, sums.tensors, 1e-4);
      sums.dispose();
      trimPool();
      bytes.push(memoryUse().megabytes * 1e6);
    }
    expect(bytes.slice(2)).toEqual(bytes.slice(2).map(() => bytes[2]));
    optimizer.dispose();
    weights.dispose();
  });

  it.runIf(backend === 'webgpu')('gives the free buffers of the pool back, and counts on', async () => {
    const large = tf.tidy(() => tf.square(tf.zeros([300_000])));
    await device().read(large);
    large.dispose();
    expect(memoryUse().megabytes).toBeGreaterThan(1);
    trimPool(0);
    expect(memoryUse().megabytes).toBeLessThan(0.1);
    const sum = tf.tidy(() => tf.sum(tf.ones([300_000])));
    expect((await device().read(sum))[0]).toBe(300_000);
    sum.dispose();
  });
});
