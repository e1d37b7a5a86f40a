import * as tf from '@tensorflow/tfjs-core';
import { floats, integers, wasmBackend } from './heap.ts';
import { runProgram } from './program.ts';
import { asMatrix } from './rank.ts';
import { takeRows } from './takeRows.ts';

/**
 * Writes row b of `rows` [batch, width] over row `positions[b]` of the b-th part of `cache` [batch * capacity,
 * width], in place: a cache that grew by concatenation would leave a buffer of every length in the GPU's pool.
 */
export function writeCache(cache: tf.Tensor2D, rows: tf.Tensor2D, positions: tf.Tensor1D): void {
  const [batch, width] = rows.shape;
  const capacity = cache.shape[0] / batch;
  const wasm = wasmBackend();
  if (wasm === null) {
    runProgram({
      name: 'WriteCache',
      inputs: { rows, positions },
      outputShape: cache.shape,
      integers: { capacity },
      workgroups: Math.ceil((batch * width) / 64),
      workgroupSize: 64,
      body: /* wgsl */ `
        let width = uniforms.rowsShape[1];
        let at = workgroup_index() * 64 + i32(localIndex);
        if (at >= uniforms.rowsShape[0] * width) { return; }
        let row = at / width;
        result[(row * uniforms.capacity + positions[row]) * width + at % width] = rows[at];
      `,
      into: cache,
    });
    return;
  }
  const [target, source, at] = [floats(wasm, cache), floats(wasm, rows), integers(wasm, positions)];
  for (let b = 0; b < batch; b++) {
    target.set(source.subarray(b * width, (b + 1) * width), (b * capacity + at[b]!) * width);
  }
}

/**
 * A cache with room for `capacity` rows per part, from `rows` [parts * filled, width]: part b of the result
 * [sources.length * capacity, width] begins with part `sources[b]`.
 */
export function cacheFrom(
  rows: tf.Tensor2D,
  sources: readonly number[],
  filled: number,
  capacity: number,
): tf.Tensor2D {
  const width = rows.shape[1];
  const parts = rows.shape[0] / filled;
  return tf.tidy(() => {
    const whole: tf.Tensor2D = tf.reshape(rows, [parts, filled * width]);
    const chosen = takeRows(whole, tf.tensor1d(Int32Array.from(sources), 'int32'));
    const room = tf.pad(tf.reshape(chosen, [sources.length, filled, width]), [
      [0, 0],
      [0, capacity - filled],
      [0, 0],
    ]);
    return asMatrix(tf.reshape(room, [sources.length * capacity, width]));
  });
}
