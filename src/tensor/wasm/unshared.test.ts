import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it, vi } from 'vitest';
import { openDevice, readFloats } from '../device.ts';
import { wasmBackend } from '../heap.ts';
import { nodePlatform } from '../nodePlatform.ts';
import { product } from '../product.ts';
import { memoryOf } from './instance.ts';

afterAll(() => vi.unstubAllGlobals());

it('computes on one thread where memory cannot be shared, as on a page that is not isolated', async () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  const device = await openDevice({ backend: 'wasm', platform: nodePlatform, threads: 4 });
  expect(device.adapter).toBe('WebAssembly SIMD, 1 thread');
  expect(memoryOf(wasmBackend()!)?.buffer).toBeInstanceOf(ArrayBuffer);
  const x = tf.ones<tf.Rank.R2>([70, 20]);
  const w = tf.ones<tf.Rank.R2>([20, 12]);
  const y = product(x, w);
  expect([...new Set(await readFloats(y))]).toEqual([20]);
  tf.dispose([x, w, y]);
  device.close();
});
