import { expect, it } from 'vitest';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { commandLine } from './commandLine.ts';

interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
}

it('says what was measured on which machine', async () => {
  const sizes = ['--shapes', 'nano', '--batch', '2', '--tokens', '4', '--repeats', '2', '--seconds', '60'];
  const { status, stdout } = await commandLine(['bench', '--backend', 'wasm', ...sizes, '--json']);
  expect(status).toBe(0);
  const said = JSON.parse(stdout);
  expect(said).toMatchObject({
    machine: { node: process.versions.node },
    devices: [{ backend: 'wasm', software: false, counted: null, roundSeconds: null }],
    skipped: null,
  });
  const [device] = said.devices;
  expect(device.limits.matmulGflops).toBeGreaterThan(0);
  expect(device.results.map(({ work }: { work: string }) => work)).toEqual([
    'training step',
    'decode of 1',
    'prefill',
    'log-probabilities',
    'vision tower',
    'AdamW',
  ]);
  for (const { model, failures, engines, faster, ofMatmul } of device.results) {
    expect(model).toBe('nano');
    expect(failures).toEqual({});
    for (const engine of ['fused', 'plain', 'stock']) {
      const { median, low, high, repeats }: Spread = engines[engine].milliseconds;
      expect(repeats).toBeGreaterThanOrEqual(1);
      expect(low).toBeGreaterThan(0);
      expect(low).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(high);
    }
    expect(faster.stock.median).toBeGreaterThan(0);
    // A share of the best product that was timed beside it: on a busy machine it may be anything, 0 for AdamW.
    expect(ofMatmul).toBeGreaterThanOrEqual(0);
    expect(ofMatmul).toBeLessThan(Infinity);
  }
  expect(device.results.some(({ ofMatmul }: { ofMatmul: number }) => ofMatmul > 0)).toBe(true);
  expect(device.targets.map(({ name }: { name: string }) => name)).toContain(
    'training step of nano over stock TensorFlow.js',
  );
});

it('refuses what it does not know', async () => {
  const { status, stderr } = await commandLine(['bench', '--shapes', 'gpt']);
  expect(status).toBe(2);
  expect(stderr).toContain('It is one of nano, smolvlm, all.');
});

const adapter = await nodePlatform.gpu().then((gpu) => gpu?.requestAdapter());

it.skipIf(!adapter)('counts what a GPU was asked for', async () => {
  const sizes = ['--shapes', 'nano', '--size', 'tiny', '--repeats', '1', '--seconds', '10', '--fused'];
  const only = ['--only', 'decode of 8'];
  const { status, stdout } = await commandLine(['bench', '--backend', 'webgpu', ...sizes, ...only, '--json']);
  expect(status).toBe(0);
  const [device] = JSON.parse(stdout).devices;
  expect(device).toMatchObject({ backend: 'webgpu', ended: null });
  expect(device.limits.dispatchMicroseconds).toBeGreaterThan(0);
  const [{ work, counts, engines }] = device.results;
  expect(work).toBe('decode of 8');
  expect(Object.keys(engines)).toEqual(['fused']);
  // Eight steps of four layers: at least one kernel each.
  expect(counts.dispatches).toBeGreaterThanOrEqual(32);
  expect(counts.readBacks).toBeGreaterThanOrEqual(1);
});
