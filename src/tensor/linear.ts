import * as tf from '@tensorflow/tfjs-core';
import { heapKernels } from './heap.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { productKernels } from './wasm/productKernels.ts';
import { rowKernels } from './wasm/rowKernels.ts';
import { sumRowsProgram } from './wgsl/sumRows.ts';

/**
 * `x @ weight + bias`: x [rows, in], weight [in, out] (a checkpoint's [out, in] transposed once at load), bias
 * [out] or null, result [rows, out].
 *
 * Operands are transposed explicitly where it pays: a product with `transposeA` or `transposeB` takes a naive path on
 * WASM, one with `transposeB` the scalar path on WebGPU.
 */
export function linear(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D | null = null,
): tf.Tensor2D {
  const y: tf.Tensor2D = bias === null ? tf.matMul(x, weight) : matMulBias(x, weight, bias);
  if (tape === null) return y;
  const backX = (dy: tf.Tensor): tf.Tensor => tf.matMul(dy, tf.transpose(weight));
  if (bias === null) {
    return tape.record(y, [x, weight], (dy, [needX, needWeight]) => [
      needX ? backX(dy) : null,
      needWeight ? transposedProduct(x, dy) : null,
    ]);
  }
  return tape.record(y, [x, weight, bias], (dy, [needX, needWeight, needBias]) => [
    needX ? backX(dy) : null,
    needWeight ? transposedProduct(x, dy) : null,
    needBias ? sumRows(dy) : null,
  ]);
}

function matMulBias(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  // The fused product is typed without its rank; reshaping costs no copy.
  return tf.tidy(() => tf.reshape(tf.fused.matMul({ a: x, b: weight, bias }), [x.shape[0], weight.shape[1]]));
}

/** The transpose of x [rows, width] times y [rows, columns]: [width, columns]. */
export function transposedProduct(x: tf.Tensor2D, y: tf.Tensor): tf.Tensor {
  const [rows, width] = x.shape;
  const columns = y.size / rows;
  const heap = width % 4 === 0 && columns % 4 === 0 ? heapKernels('products', productKernels) : null;
  // Transposing the left operand costs WebGPU nothing.
  if (heap === null)
    return runsPrograms() ? tf.matMul(x, asMatrix(y), true) : tf.tidy(() => tf.matMul(tf.transpose(x), y));
  const product = heap.zeros([width, columns]);
  heap.run('transposedProduct', x, y, product, rows, width, columns);
  return product;
}

function sumRows(x: tf.Tensor): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const heap = width % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) return sumRowsProgram(x);
  if (heap === null) return tf.sum(x, 0);
  const sum = heap.zeros([width]);
  heap.run('sumRows', x, sum, rows, width);
  return sum;
}
