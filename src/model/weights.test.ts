import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeBackends } from '../tensor/testing.ts';
import { readFixture } from './fixture.ts';
import { WeightSet } from './weights.ts';

const head = 'lm_head.weight';
const patches = 'model.vision_model.embeddings.patch_embedding.weight';

describeBackends('a WeightSet', (_backend, device) => {
  it('gives back what it was given, names, order, shapes and bits', async () => {
    const { weights: host } = await readFixture('grouped-split');
    const weights = await WeightSet.fromHost(host);
    let n = 0;
    for await (const { name, shape, data } of weights.toHost(device())) {
      const given = host[n++]!;
      expect([name, shape]).toEqual([given.name, given.shape]);
      expect(data).toEqual(given.data);
    }
    expect(n).toBe(host.length);
    expect(weights.size).toBe(host.reduce((sum, { data }) => sum + data.length, 0));
    // Held transposed, so that products take the fast path.
    expect(weights.matrix(head).shape).toEqual([48, 97]);
    expect(weights.matrix(patches).shape).toEqual([3 * 8 * 8, 32]);
    weights.dispose();
  });

  it('clones without copying, and changes apart', async () => {
    const { weights: host } = await readFixture('grouped-split');
    const before = tf.memory();
    const base = await WeightSet.fromHost(host);
    const bytes = tf.memory().numDataBuffers;
    const copy = base.clone();
    expect(tf.memory().numDataBuffers).toBe(bytes);
    expect((await copy.distance(base, device())).all).toBe(0);
    copy.assign(head, tf.tidy(() => tf.add(base.get(head), 0.5))); // prettier-ignore
    copy.assign(patches, tf.tidy(() => tf.add(base.get(patches), 2))); // prettier-ignore
    const distance = await copy.distance(base, device());
    expect(distance.text).toBeCloseTo(0.5 * Math.sqrt(48 * 97), 3);
    expect(distance.vision).toBeCloseTo(2 * Math.sqrt(32 * 192), 3);
    expect(distance.connector).toBe(0);
    expect(distance.all).toBeCloseTo(Math.hypot(distance.text, distance.vision), 3);
    base.dispose();
    // The clone lives on.
    expect(await device().readFloats(copy.get(head))).toHaveLength(48 * 97);
    copy.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });

  it('trains what it is told to', async () => {
    const { weights: host } = await readFixture('grouped-split');
    const base = await WeightSet.fromHost(host);
    expect(base.trainable.size).toBe(host.length);
    const frozen = base.training((name) => name === head);
    expect([...frozen.trainable]).toEqual([head]);
    expect([...frozen.clone().trainable]).toEqual([head]);
    expect(() => frozen.get('nothing')).toThrow(/lack nothing/);
    expect(() => frozen.vector(head)).toThrow(/Expected a vector/);
    frozen.dispose();
    base.dispose();
  });
});
