import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { heapKernels } from './heap.ts';
import { plainOps, withPlainOps } from './plainOps.ts';
import { runsPrograms } from './program.ts';
import { rmsNorm } from './rmsNorm.ts';
import { describeBackends } from './testing.ts';
import { rowKernels } from './wasm/rowKernels.ts';

const kernels = (): boolean => runsPrograms() || heapKernels('rows', rowKernels) !== null;

describeBackends('plain ops', (_backend, device) => {
  it('take the place of our kernels while they are asked for', async () => {
    expect(kernels()).toBe(true);
    expect(withPlainOps(kernels)).toBe(false);
    const inside = withPlainOps(async () => {
      await Promise.resolve();
      return kernels();
    });
    expect(plainOps()).toBe(true);
    expect(await inside).toBe(false);
    expect(plainOps()).toBe(false);
    expect(kernels()).toBe(true);
  });

  it('end with an error as with a result', async () => {
    expect(() =>
      withPlainOps(() => {
        throw new Error('stop');
      }),
    ).toThrow('stop');
    await expect(withPlainOps(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
    expect(plainOps()).toBe(false);
  });

  it('give the same numbers', async () => {
    const x = tf.tensor2d(
      Float32Array.from({ length: 96 }, (_, i) => Math.sin(i)),
      [3, 32],
    );
    const w = tf.tensor1d(Float32Array.from({ length: 32 }, (_, i) => 1 + i / 32));
    const names: string[] = [];
    const norm = async (): Promise<Float32Array | Int32Array> => {
      const { kernels } = await tf.profile(() => rmsNorm(null, x, w, 1e-5));
      names.push(kernels.map(({ name }) => name).join(' '));
      return device().read(rmsNorm(null, x, w, 1e-5));
    };
    const [own, plain] = [await norm(), await withPlainOps(norm)];
    // One pass over a row and several give float32 sums of different order.
    for (const [i, value] of plain.entries()) expect(own[i]).toBeCloseTo(value, 5);
    // Our kernels go past TensorFlow.js' registry; the twin is made of its kernels.
    expect(names[0]).toBe('');
    expect(names[1]).toContain('Mean');
    tf.dispose([x, w]);
  });
});
