import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

/**
 * Rows of `source` [sourceRows, width] by `index` (length rows): the embedding lookup, and the picture's
 * features taken into the sequence. Result [rows, width]; a row taken twice gets both gradients.
 */
export function gatherRows(tape: Tape | null, source: tf.Tensor2D, index: Int32Array): tf.Tensor2D {
  const rows: tf.Tensor2D = tf.tidy(() => tf.gather(source, tf.tensor1d(index, 'int32')));
  if (tape === null) return rows;
  const [sourceRows] = source.shape;
  return tape.record(rows, [source], (dy) => [scatterRows(dy, index, sourceRows)]);
}

/**
 * Adds row i of `values` [rows, width] into row `index[i]` of zeros [targetRows, width].
 * As a product with a one-hot matrix: `UnsortedSegmentSum` is not there on WASM and not repeatable on WebGPU.
 */
export function scatterRows(values: tf.Tensor, index: Int32Array, targetRows: number): tf.Tensor2D {
  return tf.tidy(() => {
    // Cast after: the WASM kernel writes integers whatever the type asked for.
    const oneHot = tf.cast(tf.oneHot(tf.tensor1d(index, 'int32'), targetRows), 'float32');
    return tf.matMul(tf.transpose(oneHot), values);
  });
}

/** One matrix below the other: [a + b, width]. */
export function concatRows(tape: Tape | null, above: tf.Tensor2D, below: tf.Tensor2D): tf.Tensor2D {
  const both: tf.Tensor2D = tf.concat([above, below], 0);
  if (tape === null) return both;
  const [height, width] = above.shape;
  return tape.record(both, [above, below], (dy, [needAbove, needBelow]) => [
    needAbove ? tf.slice(dy, [0, 0], [height, width]) : null,
    needBelow ? tf.slice(dy, [height, 0], [dy.shape[0] - height, width]) : null,
  ]);
}
