import * as tf from '@tensorflow/tfjs-core';
import { heapKernels } from './heap.ts';
import { product, transposedProduct } from './product.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { rowKernels } from './wasm/rowKernels.ts';
import { sumRowsProgram } from './wgsl/sumRows.ts';

/**
 * `x @ weight + bias`: x [rows, in], weight [in, out] (a checkpoint's [out, in] transposed once at load), bias
 * [out] or null, result [rows, out].
 */
export function linear(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D | null = null,
): tf.Tensor2D {
  const y = product(x, weight, bias);
  if (tape === null) return y;
  return tape.record(
    y,
    bias === null ? [x, weight] : [x, weight, bias],
    (gradient, [needX, needWeight, needBias]) => {
      const dy = asMatrix(gradient);
      return [
        // A transposed right operand takes the scalar path on WebGPU, so the weight is transposed first.
        needX ? product(dy, tf.transpose(weight)) : null,
        needWeight ? transposedProduct(x, dy) : null,
        needBias ? sumRows(dy) : null,
      ];
    },
  );
}

function sumRows(x: tf.Tensor2D): tf.Tensor {
  const [rows, width] = x.shape;
  const heap = width % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) return sumRowsProgram(x);
  if (heap === null) return tf.sum(x, 0);
  const sum = heap.zeros([width]);
  heap.run('sumRows', x, sum, rows, width);
  return sum;
}
