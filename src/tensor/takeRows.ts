import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, integers, wasmBackend } from './heap.ts';
import { asMatrix } from './rank.ts';

/** Rows of `source` [sourceRows, width] by int32 `index` [rows]: [rows, width]. */
export function takeRows(source: tf.Tensor2D, index: tf.Tensor1D): tf.Tensor2D {
  const wasm = wasmBackend();
  if (wasm === null) return tf.gather(source, index);
  // The backend's own gather computes the place of every number, ten times slower than copying rows.
  const width = source.shape[1];
  const output = allocate(wasm, [index.size, width]);
  const [from, to, at] = [floats(wasm, source), floats(wasm, output), integers(wasm, index)];
  for (const [i, row] of at.entries()) to.set(from.subarray(row * width, (row + 1) * width), i * width);
  return asMatrix(output);
}
