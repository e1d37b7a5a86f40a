import { expect, it } from 'vitest';
import { detailsOf, reportOf, type Use } from './details.ts';

const adapter = {
  features: new Set(['shader-f16']),
  limits: {
    maxBufferSize: 2_147_483_648,
    maxStorageBufferBindingSize: 134_217_728,
    maxComputeWorkgroupStorageSize: 16_384,
    maxComputeInvocationsPerWorkgroup: 256,
    maxStorageBuffersPerShaderStage: 8,
  },
};
const gpu = { requestAdapter: async () => adapter };
const use: Use = {
  backend: 'webgpu',
  model: 'nano',
  usedMegabytes: 42,
  expectedMegabytes: null,
  budgetMegabytes: 0,
  preset: 'improved',
  query: '?seed=7',
};

it('reads features and limits off the adapter', async () => {
  const details = await detailsOf({ gpu, userAgent: 'Firefox' });
  expect(details).toMatchObject({ f16: true, subgroups: false, browser: 'Firefox', memory: null });
  expect(details.limits).toContainEqual({ name: 'maxBufferSize', value: 2 ** 31, bytes: true });
});

it('has no limits to tell without an adapter, nor with one that fails', async () => {
  const failing = { requestAdapter: () => Promise.reject(new Error('driver')) };
  for (const broken of [undefined, failing]) {
    expect((await detailsOf({ gpu: broken, userAgent: '' })).limits).toEqual([]);
  }
});

it('writes one line for each fact, and says what it does not know', async () => {
  const details = await detailsOf({ gpu, userAgent: 'Firefox', deviceMemory: 8 });
  const machine = { webgpu: 'hardware', adapter: 'apple metal-3', threads: true, cores: 8 } as const;
  const lines = reportOf(machine, details, use).split('\n');
  expect(lines).toContain('adapter: apple metal-3');
  expect(lines).toContain('shader-f16: true');
  expect(lines).toContain('memory budget (MB): usual');
  expect(lines).toContain('memory expected (MB): unknown');
  expect(lines).toContain('settings: ?seed=7');
  expect(reportOf(null, details, use)).toContain('adapter: none');
});
