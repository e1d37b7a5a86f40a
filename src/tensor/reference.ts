import type * as tf from '@tensorflow/tfjs-core';
import { openDevice, type Device } from './device.ts';
import { nodePlatform } from './nodePlatform.ts';
import { withPlainOps } from './plainOps.ts';
import { key, normal } from './random.ts';

/** Normal numbers for tests, fixed by name. */
export function numbers(name: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => normal(key(name), i));
}

/** Largest difference over the largest expected magnitude; NaN where the lengths differ. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 0;
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    error = Math.max(error, Math.abs(found[i]! - expected[i]!));
  }
  return found.length === expected.length ? error / scale : Number.NaN;
}

/** A tensor read. */
export interface Values {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

let wasm: Promise<Device> | null = null;

/**
 * What plain ops compute on WASM from tensors that `run` makes: a reference of another make than any WGSL, and a quick
 * one where the GPU is software. `device` is in use again afterwards.
 */
export async function plainResults(device: Device, run: () => tf.Tensor[]): Promise<Values[]> {
  wasm ??= openDevice({ backend: 'wasm', platform: nodePlatform, threads: 1 });
  const reference = await wasm;
  await reference.activate();
  try {
    const found: Values[] = [];
    for (const tensor of withPlainOps(run)) {
      found.push({ shape: tensor.shape, values: await reference.read(tensor) });
      tensor.dispose();
    }
    return found;
  } finally {
    await device.activate();
  }
}
