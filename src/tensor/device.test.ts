import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { openDevice, type Device, type Platform } from './device.ts';
import { DeviceError, DeviceLostError } from './deviceError.ts';
import { gpuBackend } from './gpuBackend.ts';
import { allocate, wasmBackend } from './heap.ts';
import { nodePlatform } from './nodePlatform.ts';
import { smallestLimits } from './smallestLimits.ts';
import { describeBackends } from './testing.ts';

describeBackends('a device', (backend, device) => {
  it('says what it is and computes', async () => {
    expect(device().backend).toBe(backend);
    expect(device().adapter).not.toBe('');
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
    expect([...(await device().read(product))]).toEqual([11]);
    product.dispose();
  });

  it('computes gradients', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const gradient = tf.tidy(() => tf.grad((v) => tf.sum(tf.square(v)))(x));
    expect([...(await device().read(gradient))]).toEqual([2, 4, 6]);
    tf.dispose([x, gradient]);
  });
});

describeBackends(
  'a WASM device',
  (_backend, device) => {
    it('says so when its memory is full, and goes on', async () => {
      // WebAssembly addresses 4 GB; nothing touches these, so they take no memory of the machine.
      const wasm = wasmBackend()!;
      const gigabytes = [1, 2, 3].map(() => allocate(wasm, [250_000_000]));
      expect(() => gigabytes.push(allocate(wasm, [250_000_000]), allocate(wasm, [250_000_000]))).toThrow(
        /no room for 1000 MB more/,
      );
      expect(() => allocate(wasm, [2 ** 29])).toThrow(/no room/);
      tf.dispose(gigabytes);
      const sum = tf.tidy(() => tf.sum(tf.ones([10])));
      expect([...(await device().read(sum))]).toEqual([10]);
      sum.dispose();
    });
  },
  ['wasm'],
);

const opened: Device[] = [];
async function open(backend: 'auto' | 'wasm' | 'webgpu', platform: Platform = nodePlatform): Promise<Device> {
  const device = await openDevice({ backend, platform });
  opened.push(device);
  return device;
}
afterEach(() => {
  for (const device of opened.splice(0)) device.close();
});

it.each<[string, Platform['gpu']]>([
  ['no WebGPU', async () => null],
  // @ts-expect-error the one method that is called
  ['no adapter', async () => ({ requestAdapter: async () => null })],
  ['a broken driver', () => Promise.reject(new Error('driver'))],
])('falls back to WASM with a reason where there is %s', async (_, gpu) => {
  const platform = { ...nodePlatform, gpu };
  const device = await open('auto', platform);
  expect(device.backend).toBe('wasm');
  expect(device.reason).toContain('no WebGPU adapter');
  await expect(open('webgpu', platform)).rejects.toMatchObject({ code: 'no-webgpu' });
});

/** The sum of 0 + 1 + ... as one kernel that binds `count` inputs and an output. */
function sumOfMany(count: number): tf.Tensor {
  const parts: tf.Tensor[] = [];
  for (let i = 0; i < count; i++) parts.push(tf.mul(tf.ones([4]), i));
  return tf.addN(parts);
}

describeBackends(
  'a GPU device',
  () => {
    it('is passed over by auto when it is software', async () => {
      const gpu = await nodePlatform.gpu();
      const adapter = await gpu?.requestAdapter();
      const device = await open('auto');
      expect([device.backend, device.reason.includes('software')]).toEqual(
        adapter?.info.isFallbackAdapter ? ['wasm', true] : ['webgpu', false],
      );
    });

    it('binds more storage buffers than the default', async () => {
      const device = await open('webgpu');
      // Ten bindings, over the default limit of eight.
      expect([...(await device.read(sumOfMany(9)))]).toEqual([36, 36, 36, 36]);
    });

    it('turns a refused command into an error at the next check instead of zeros', async () => {
      const device = await open('webgpu');
      await expect(device.read(sumOfMany(40))).rejects.toThrow(/GPU refused a command/);
      expect(() => device.check()).toThrow(DeviceError);
    });

    it('says what to do when its memory is full', async () => {
      const device = await open('webgpu');
      const { device: gpuDevice } = gpuBackend()!;
      // What an allocation that is refused brings about; to fill the memory for it would take the machine's.
      const event = new Event('uncapturederror');
      Object.assign(event, { error: new GPUOutOfMemoryError('') });
      gpuDevice.dispatchEvent(event);
      expect(() => device.check()).toThrow(/no room for more beside .* smaller memory budget/);
      await expect(device.read(tf.ones([2]))).rejects.toMatchObject({ code: 'gpu-memory' });
    });

    it('binds no more than an adapter of the smallest limits allows', async () => {
      const device = await open('webgpu', smallestLimits(nodePlatform));
      const { limits } = gpuBackend()!.device;
      expect([limits.maxStorageBuffersPerShaderStage, limits.maxStorageBufferBindingSize]).toEqual([
        8,
        2 ** 27,
      ]);
      expect(device.features.has('shader-f16')).toBe(false);
      await expect(device.read(sumOfMany(9))).rejects.toThrow(/GPU refused a command/);
    });

    it('reports a lost device as such', async () => {
      const device = await open('webgpu');
      const x = tf.square(tf.tensor1d([1, 2]));
      device.lose();
      await expect(device.read(x)).rejects.toThrow(DeviceLostError);
      expect(await device.lost).toBeInstanceOf(DeviceLostError);
      expect(() => device.check()).toThrow(DeviceLostError);
    });
  },
  ['webgpu'],
);
