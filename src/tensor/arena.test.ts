import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Arena, arenaOf, layoutOf, sameLayout } from './arena.ts';
import { gpuBackend } from './gpuBackend.ts';
import { PackedMoments } from './packedMoments.ts';
import { share } from './share.ts';
import { describeBackends } from './testing.ts';

const shapes: [string, number[]][] = [
  ['a', [3, 5]],
  ['b', [64]],
  ['c', [130]],
  ['d', [1]],
];

it('lays tensors out at aligned places, in as many buffers as the limit asks for', () => {
  const one = layoutOf(shapes, 1000);
  expect(one.chunks).toEqual([64 + 64 + 192 + 64]);
  expect([...one.slots.values()].map(({ offset }) => offset)).toEqual([0, 64, 128, 320]);
  const several = layoutOf(shapes, 128);
  // The third is larger than a buffer may be and gets one of its own.
  expect(several.chunks).toEqual([128, 192, 64]);
  expect([...several.slots.values()].map(({ chunk }) => chunk)).toEqual([0, 0, 1, 2]);
  expect(sameLayout(one, layoutOf(shapes, 1000))).toBe(true);
  expect(sameLayout(one, several)).toBe(false);
  expect(sameLayout(one, layoutOf(shapes.slice(1), 1000))).toBe(false);
});

/** Parts of one arena, each of numbers that count up. */
function filled(): Map<string, tf.Tensor> {
  const gpu = gpuBackend()!;
  const parts = new Arena(gpu, layoutOf(shapes, 200)).parts();
  for (const [name, shape] of shapes) {
    tf.tidy(() => {
      const size = tf.util.sizeFromShape(shape);
      const values = Float32Array.from({ length: size }, (_, i) => i + name.charCodeAt(0));
      gpu.copyTensor(tf.tensor(values, shape), parts.get(name)!);
    });
  }
  return parts;
}

describeBackends(
  'an arena',
  (_backend, device) => {
    it('holds tensors that are read and computed with like any other', async () => {
      const parts = filled();
      const b = await device().readFloats(parts.get('b')!);
      expect([b.length, b[0], b[63]]).toEqual([64, 98, 161]);
      const product = tf.tidy(() => tf.matMul(parts.get('a')!, tf.ones([5, 2])));
      expect([...(await device().readFloats(product))]).toEqual([495, 495, 520, 520, 545, 545]);
      tf.dispose([product, ...parts.values()]);
    });

    it('is known by its parts, and by nothing less', () => {
      const parts = filled();
      expect(arenaOf(parts)).not.toBeNull();
      expect(arenaOf(new Map([...parts].slice(1)))).toBeNull();
      const other = filled();
      expect(arenaOf(new Map([...parts, ['a', other.get('a')!]]))).toBeNull();
      expect(arenaOf(new Map())).toBeNull();
      tf.dispose([...parts.values(), ...other.values()]);
    });

    it('is given back when its last part is gone, and not before', async () => {
      const { bufferManager } = gpuBackend()!;
      gpuBackend()!.flush();
      const before = bufferManager.numBytesUsed;
      const parts = filled();
      const copy = share(parts.get('c')!);
      tf.dispose([...parts.values()]);
      gpuBackend()!.flush();
      expect(bufferManager.numBytesUsed).toBeGreaterThan(before);
      expect((await device().readFloats(copy))[129]).toBe(228);
      copy.dispose();
      gpuBackend()!.flush();
      expect(bufferManager.numBytesUsed).toBe(before);
    });

    it('updates weights in several buffers as in one', async () => {
      const rates = { beta1: 0.9, beta2: 0.99, keep: 0.999, rate: 0.1, secondScale: 2, epsilon: 1e-8 };
      const results: Float32Array[][] = [];
      for (const largest of [1000, 128]) {
        const moments = new PackedMoments(gpuBackend()!, [], largest);
        const [weights, gradients] = [
          filled(),
          new Map([...filled()].map(([name, it]) => [name, share(it)])),
        ];
        const { gradNorm, weights: updated } = await moments.update(weights, gradients, rates, 1);
        expect(gradNorm).toBeGreaterThan(1);
        results.push(await Promise.all([...updated!.values()].map((it) => device().readFloats(it))));
        tf.dispose([...weights.values(), ...gradients.values(), ...updated!.values()]);
        moments.dispose();
      }
      for (const [n, values] of results[1]!.entries()) {
        // Only the order of the norm's sum differs.
        for (const [i, value] of values.entries()) expect(value).toBeCloseTo(results[0]![n]![i]!, 4);
      }
    });
  },
  ['webgpu'],
);
