import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, wasmBackend } from './heap.ts';
import { runProgram } from './program.ts';
import { asMatrix } from './rank.ts';
import { takeRows } from './takeRows.ts';
import type { Tape } from './tape.ts';

/**
 * Rows of `source` [sourceRows, width] by `index` (length rows): the embedding lookup, and the picture's
 * features taken into the sequence. Result [rows, width]; a row taken twice gets both gradients.
 */
export function gatherRows(tape: Tape | null, source: tf.Tensor2D, index: Int32Array): tf.Tensor2D {
  const rows = tf.tidy(() => takeRows(source, tf.tensor1d(index, 'int32')));
  if (tape === null) return rows;
  const [sourceRows] = source.shape;
  return tape.record(rows, [source], (dy) => [scatterRows(dy, index, sourceRows)]);
}

/**
 * Adds row i of `values` [rows, width] into row `index[i]` of zeros [targetRows, width]. Each target row adds up
 * its sources in order, so the sum is repeatable; TensorFlow.js' own scatter is missing on WASM and atomic on WebGPU.
 */
function scatterRows(values: tf.Tensor, index: Int32Array, targetRows: number): tf.Tensor2D {
  const width = values.size / index.length;
  const wasm = wasmBackend();
  if (wasm === null) return scatterOnGpu(values, index, targetRows, width);
  const output = allocate(wasm, [targetRows, width]);
  const [target, source] = [floats(wasm, output), floats(wasm, values)];
  target.fill(0);
  for (const [i, row] of index.entries()) {
    const to = row * width;
    const from = i * width;
    for (let j = 0; j < width; j++) target[to + j] = target[to + j]! + source[from + j]!;
  }
  return asMatrix(output);
}

function scatterOnGpu(values: tf.Tensor, index: Int32Array, targetRows: number, width: number): tf.Tensor2D {
  // Sources sorted by target: those of row r are order[starts[r]] to order[starts[r + 1] - 1].
  const starts = new Int32Array(targetRows + 1);
  for (const row of index) starts[row + 1] = starts[row + 1]! + 1;
  for (let row = 0; row < targetRows; row++) starts[row + 1] = starts[row + 1]! + starts[row]!;
  const next = starts.slice();
  const order = new Int32Array(index.length);
  for (const [i, row] of index.entries()) {
    order[next[row]!] = i;
    next[row] = next[row]! + 1;
  }
  return tf.tidy(() =>
    asMatrix(
      runProgram({
        name: 'ScatterRows',
        inputs: { values, order: tf.tensor1d(order, 'int32'), starts: tf.tensor1d(starts, 'int32') },
        outputShape: [targetRows, width],
        integers: { width },
        workgroups: Math.ceil((targetRows * width) / 64),
        workgroupSize: 64,
        body: /* wgsl */ `
          let at = workgroup_index() * 64 + i32(localIndex);
          let row = at / uniforms.width;
          if (row >= uniforms.outShape[0]) { return; }
          var sum = 0.0;
          for (var i = starts[row]; i < starts[row + 1]; i++) {
            sum += values[order[i] * uniforms.width + at % uniforms.width];
          }
          result[at] = sum;
        `,
      }),
    ),
  );
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
