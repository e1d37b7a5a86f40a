import { describe, expect, it } from 'vitest';
import { probe } from './probe.ts';

type Info = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'description' | 'isFallbackAdapter'>;
const gpuWith = (info: Info) => ({ requestAdapter: async () => ({ info }) });
const base = { hardwareConcurrency: 8, isolated: true };

describe('the probe', () => {
  it('names a GPU', async () => {
    const info = { vendor: 'apple', architecture: 'metal-3', description: '', isFallbackAdapter: false };
    expect(await probe({ ...base, gpu: gpuWith(info) })).toEqual({
      webgpu: 'hardware',
      adapter: 'apple metal-3',
      threads: true,
      cores: 8,
    });
  });

  it('tells an adapter that is software, flagged or not', async () => {
    const info = { vendor: 'google', architecture: 'swiftshader', description: '', isFallbackAdapter: false };
    expect(await probe({ ...base, gpu: gpuWith(info) })).toMatchObject({ webgpu: 'software' });
    const flagged = { ...info, architecture: '', isFallbackAdapter: true };
    expect(await probe({ ...base, gpu: gpuWith(flagged) })).toMatchObject({ webgpu: 'software' });
  });

  it('counts no WebGPU, no adapter and an adapter that fails all as none', async () => {
    const failing = {
      requestAdapter: () => Promise.reject(new Error('driver')),
    };
    for (const gpu of [undefined, { requestAdapter: async () => null }, failing]) {
      expect(await probe({ ...base, gpu })).toMatchObject({ webgpu: 'none', adapter: '' });
    }
  });
});
