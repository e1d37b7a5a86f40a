import * as tf from '@tensorflow/tfjs-core';
import { grainOf, heapKernels } from './heap.ts';
import { checkPlain } from './halves.ts';
import { productOnHeap } from './productOnHeap.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import { rowKernels } from './wasm/rowKernels.ts';
import { productProgram, turnedProductProgram, weightGradientPrograms } from './wgsl/linearPrograms.ts';
import { sumRowsProgram } from './wgsl/sumRows.ts';

/** x [rows, inner] times w [inner, columns], which may be halves, plus bias [columns] in every row, plus residual [rows, columns]. */
export function product(
  x: tf.Tensor2D,
  w: tf.Tensor2D,
  bias: tf.Tensor1D | null = null,
  residual: tf.Tensor2D | null = null,
): tf.Tensor2D {
  if (runsPrograms())
    return productProgram(x, [w], 'columns', { biases: bias === null ? null : [bias], residual });
  checkPlain(w);
  return productOnHeap('product', x, w, { bias, residual }) ?? plainProduct(x, w, bias, residual);
}

/** The same in plain ops, for any backend. */
export function plainProduct(
  x: tf.Tensor2D,
  w: tf.Tensor2D,
  bias: tf.Tensor1D | null = null,
  residual: tf.Tensor2D | null = null,
): tf.Tensor2D {
  return tf.tidy(() => {
    const y: tf.Tensor2D = bias === null ? tf.matMul(x, w) : asMatrix(tf.fused.matMul({ a: x, b: w, bias }));
    return residual === null ? y : asMatrix(tf.add(y, residual));
  });
}

/**
 * x [rows, inner] times the transpose of w [columns, inner], which may be halves: [rows, columns]. Our own kernels read
 * w as it lies.
 */
export function turnedProduct(x: tf.Tensor2D, w: tf.Tensor2D): tf.Tensor2D {
  if (runsPrograms()) return turnedProductProgram(x, [w]);
  checkPlain(w);
  return productOnHeap('turnedProduct', x, w) ?? tf.tidy(() => product(x, tf.transpose(w)));
}

/** The transpose of x [rows, width] times y [rows, columns]: [width, columns]. */
export function transposedProduct(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  const columns = y.shape[1];
  if (x.shape[0] === 0) return tf.zeros([x.shape[1], columns]);
  if (runsPrograms()) return weightGradientPrograms(x, y, [columns], [true])[0]!;
  // The WASM backend takes a naive path for a transposed left operand.
  return productOnHeap('transposedProduct', x, y) ?? tf.tidy(() => tf.matMul(tf.transpose(x), y));
}

/** The sum of all rows of x [rows, width], as [width]. */
export function sumRows(x: tf.Tensor2D): tf.Tensor {
  const [rows, width] = x.shape;
  if (rows === 0) return tf.zeros([width]);
  const heap = width % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) return sumRowsProgram(x);
  if (heap === null) return tf.sum(x, 0);
  const sum = heap.make([width]);
  // Whole cache lines of the result for each thread.
  heap.runSplit('sumRows', width / 4, grainOf(4 * rows, 4), x, sum, rows, width);
  return sum;
}
