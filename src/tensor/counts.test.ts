import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/index.js';
import { expect, it } from 'vitest';
import { countGpu } from './counts.ts';
import { describeBackends } from './testing.ts';

const methods = (): unknown[] => [
  Reflect.get(GPUQueue.prototype, 'submit'),
  Reflect.get(GPUDevice.prototype, 'createBuffer'),
  Reflect.get(GPUBuffer.prototype, 'mapAsync'),
  Reflect.get(GPUComputePassEncoder.prototype, 'dispatchWorkgroups'),
];

describeBackends('counting', (backend, device) => {
  const onGpu = (count: number): number => (backend === 'webgpu' ? count : 0);

  it('counts every kernel, submission, buffer and read of some work, and nothing else', async () => {
    const x = tf.tensor1d(Float32Array.from({ length: 1024 }, (_, i) => i));
    const warm = tf.square(x);
    await device().read(warm);
    // Waits in the encoder when counting begins: it is not part of what is counted.
    const before = tf.square(x);
    const kept: tf.Tensor[] = [];
    const counts = await countGpu(async () => {
      // 4 kB each, of a size whose buffers are all in use
      kept.push(tf.square(x), tf.square(x), tf.square(x));
      await device().read(kept[0]!);
      kept.push(tf.square(x));
    });
    expect(counts.dispatches).toBe(onGpu(4));
    // the read submits three, the end the fourth
    expect(counts.submissions).toBe(onGpu(2));
    expect(counts.readBacks).toBe(onGpu(1));
    // four results; uniforms and the staging buffer of the read are found in the pool or made beside them
    expect(counts.bytesAllocated).toBeGreaterThanOrEqual(onGpu(4 * 4096));
    expect(counts.bytesAllocated).toBeLessThan(onGpu(6 * 4096) + 1);
    tf.dispose([x, warm, before, ...kept]);
  });

  it('counts the same for the same work once the pool is warm, and no new buffers', async () => {
    const x = tf.tensor2d(new Float32Array(256).fill(2), [16, 16]);
    const work = async (): Promise<void> => {
      const y = tf.tidy(() => tf.add(tf.matMul(x, x), tf.square(x)));
      await device().read(y);
      y.dispose();
    };
    await work();
    await work();
    const counts = await countGpu(work);
    expect(counts).toEqual(
      backend === 'webgpu'
        ? { dispatches: 3, submissions: 1, bytesAllocated: 0, readBacks: 1 }
        : { dispatches: 0, submissions: 0, bytesAllocated: 0, readBacks: 0 },
    );
    expect(await countGpu(work)).toEqual(counts);
    x.dispose();
  });

  it('counts the bytes of buffers, and a mapping for reading only, exactly', async () => {
    const used = tf.backend();
    const counts = await countGpu(async () => {
      if (!(used instanceof WebGPUBackend)) return;
      const usage = GPUBufferUsage.COPY_DST;
      const read = used.device.createBuffer({ size: 1236, usage: usage | GPUBufferUsage.MAP_READ });
      const write = used.device.createBuffer({ size: 20, usage: GPUBufferUsage.MAP_WRITE });
      await Promise.all([read.mapAsync(GPUMapMode.READ), write.mapAsync(GPUMapMode.WRITE)]);
      read.destroy();
      write.destroy();
    });
    expect(counts).toEqual({
      dispatches: 0,
      submissions: 0,
      bytesAllocated: onGpu(1256),
      readBacks: onGpu(1),
    });
  });

  it('stops counting when the work fails', async () => {
    if (backend === 'wasm') return;
    const before = methods();
    await expect(countGpu(() => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
    expect(methods()).toEqual(before);
  });
});
