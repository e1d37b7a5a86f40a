import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/index.js';
import { expect, it } from 'vitest';
import { describeBackends } from '../tensor/testing.ts';
import { measureLimits } from './limits.ts';
import { matmulOf, tiles } from './matmulKernels.ts';

describeBackends('the limits of an adapter', (backend, device) => {
  it('are positive numbers, the best product the largest of them', async () => {
    const before = tf.memory().numTensors;
    const limits = await measureLimits(device(), 0.1);
    expect(limits.matmulGflops).toBe(Math.max(...limits.matmuls.map(({ gflops }) => gflops)));
    expect(limits.matmuls.length).toBeGreaterThanOrEqual(backend === 'webgpu' ? 3 : 2);
    for (const value of [limits.copyGBs, limits.opMicroseconds, limits.readBackMilliseconds]) {
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
    }
    expect(limits.dispatchMicroseconds > 0).toBe(backend === 'webgpu');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describeBackends(
  'the kernels of the best product',
  () => {
    // The smallest and the largest: a software driver takes seconds for each.
    it.each([tiles[0]!, tiles.at(-1)!])('multiply: $name', async (tile) => {
      const used = tf.backend();
      if (!(used instanceof WebGPUBackend)) throw new TypeError('This runs on WebGPU.');
      const size = 128;
      // Small whole numbers: sums are exact in float32.
      const numbers = (seed: number): Float32Array<ArrayBuffer> =>
        Float32Array.from({ length: size * size }, (_, i) => ((i * seed) % 17) - 8);
      const [a, b] = [numbers(7), numbers(11)];
      const kernel = matmulOf(used.device, tile, size);
      const found = await kernel.multiply(a, b);
      kernel.destroy();
      const expected = Float32Array.from({ length: size * size }, (_, at) => {
        let sum = 0;
        for (let k = 0; k < size; k++)
          sum += a[size * Math.floor(at / size) + k]! * b[size * k + (at % size)]!;
        return sum;
      });
      expect(found).toEqual(expected);
    });
  },
  ['webgpu'],
);
