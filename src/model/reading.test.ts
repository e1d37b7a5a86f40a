import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { readFloats } from '../tensor/device.ts';
import { describeBackends } from '../tensor/testing.ts';
import { promptsOf, readFixture } from './fixture.ts';
import { scoreTokens } from './logprobs.ts';
import { meanAttention, readTokens } from './reading.ts';
import { WeightSet } from './weights.ts';

describeBackends('reading a completion again', (backend, device) => {
  it.each(backend === 'wasm' ? ['grouped-split', 'uneven-pictures', 'nano-like'] : ['uneven-pictures'])(
    'finds in %s the log-probabilities that scoring finds, and the greedy token first',
    async (name) => {
      const fixture = await readFixture(name);
      const weights = await WeightSet.fromHost(fixture.weights);
      const before = tf.memory().numTensors;
      for (const [at, prompt] of promptsOf(fixture).entries()) {
        const sequence = { prompt, tokens: fixture.greedy[at]! };
        const read = await readTokens(fixture.config, weights, sequence, 4);
        const scores = tf.tidy(() => scoreTokens(null, fixture.config, weights, [sequence]));
        const values = await readFloats(scores);
        scores.dispose();
        expect(read.map(({ id }) => id)).toEqual(sequence.tokens);
        // The same sums in another order: float32.
        for (const [i, { logProb }] of read.entries()) expect(logProb).toBeCloseTo(values[2 * i]!, 4);
        expect(read.map(({ alternatives }) => alternatives[0]!.id)).toEqual(sequence.tokens);
        for (const { alternatives, logProb } of read) {
          expect(alternatives).toHaveLength(4);
          expect(alternatives[0]!.logProb).toBeCloseTo(logProb, 6);
          expect(alternatives.map((one) => one.logProb)).toEqual(
            alternatives.map((one) => one.logProb).toSorted((a, b) => b - a),
          );
        }
        const pictureTokens = prompt.ids.filter((id) => id === fixture.config.imageTokenId).length;
        for (const { attention } of read) {
          expect(attention).toHaveLength(pictureTokens);
          const share = attention.reduce((a, b) => a + b, 0);
          expect(share > 0).toBe(pictureTokens > 0);
          expect(share).toBeLessThan(1);
        }
      }
      expect(tf.memory().numTensors).toBe(before);
      weights.dispose();
    },
  );

  it('attends as the softmax of turned products does, each query head to its key head', async () => {
    const shape = { heads: 4, keyValueHeads: 2, headDim: 8 };
    const [tokens, width] = [5, 64];
    const qkv = Float32Array.from({ length: tokens * width }, (_, i) => Math.sin(i * 1.7));
    // The third token sees the first three, the last one all.
    const seen = [3, 5];
    const found = tf.tidy(() =>
      meanAttention(
        tf.tensor2d(qkv, [tokens, width]),
        shape,
        tf.tensor1d([2, 4], 'int32'),
        tf.tensor2d(seen.flatMap((to) => Array.from({ length: tokens }, (_, at) => (at < to ? 0 : -1e9))), [2, tokens]), // prettier-ignore
      ),
    );
    const values = await device().read(found);
    found.dispose();
    const expected = [2, 4].flatMap((place, row) => {
      const sum = Array.from({ length: tokens }, () => 0);
      for (let head = 0; head < shape.heads; head++) {
        const key = shape.heads + Math.floor(head / 2);
        const scores = Array.from({ length: seen[row]! }, (_, at) => {
          let product = 0;
          for (let i = 0; i < 8; i++)
            product += qkv[place * width + head * 8 + i]! * qkv[at * width + key * 8 + i]!;
          return Math.exp(product / Math.sqrt(8));
        });
        const total = scores.reduce((a, b) => a + b, 0);
        for (const [at, score] of scores.entries()) sum[at]! += score / total / shape.heads;
      }
      return sum;
    });
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
  });
});
