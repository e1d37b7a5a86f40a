import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { relativeError } from '../tensor/reference.ts';
import { describeBackends } from '../tensor/testing.ts';
import { imageFeatures } from './connector.ts';
import { causalMixer, decoderLayers, embedMerged, embedTokens, headMatrix } from './decoder.ts';
import { batchOf, readFixture } from './fixture.ts';
import { WeightSet } from './weights.ts';

const fixtures: readonly (readonly [string, string])[] = [
  ['grouped-split', ''],
  ['tied-pair', ''],
  ['masked-pixels', ''],
  ['odd-sizes', ''],
  ['uneven-pictures', ''],
  ['uneven-pictures', '-text-only'],
  ['nano-like', ''],
  ['smolvlm2', ''],
];

describeBackends('the forward pass', (_backend, device) => {
  it.each(fixtures)('of %s%s equals transformers', async (name, suffix) => {
    const fixture = await readFixture(name, suffix);
    const { config, pixels, tensors } = fixture;
    const weights = await WeightSet.fromHost(fixture.weights);
    const before = tf.memory().numTensors;
    const batch = batchOf(fixture);
    const [logits, features] = tf.tidy(() => {
      const pictures = pixels === null ? null : imageFeatures(null, config, weights, pixels);
      const embeddings =
        pictures === null
          ? embedTokens(null, weights, batch.ids)
          : embedMerged(null, weights, batch.ids, pictures, batch.featureRows);
      const mix = causalMixer(null, config.text, batch.batch, batch.sequence);
      const hidden = decoderLayers(null, config.text, weights, embeddings, mix);
      const scores = tf.matMul(hidden, headMatrix(null, config, weights));
      return [scores, ...(pictures === null ? [] : [pictures])];
    });

    // float32 sums in another order: 1e-4 of the largest value.
    const image = features === undefined ? new Float32Array() : await device().read(features);
    const expectedImage = tensors.get('image_features')?.data ?? new Float32Array();
    expect(image).toHaveLength(expectedImage.length);
    expect(relativeError(image, expectedImage) || 0).toBeLessThan(1e-4);

    const found = await device().read(logits);
    const expected = tensors.get('logits')!;
    const [, sequence, vocab] = expected.shape;
    for (const [row, length] of batch.lengths.entries()) {
      const from = row * batch.sequence * vocab!;
      const start = (row * sequence! + fixture.padding[row]!) * vocab!;
      const part = found.subarray(from, from + length * vocab!);
      expect(relativeError(part, expected.data.subarray(start, start + length * vocab!))).toBeLessThan(1e-4);
    }
    tf.dispose([logits, ...(features === undefined ? [] : [features])]);
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
  });
});
