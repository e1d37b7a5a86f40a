import * as tf from '@tensorflow/tfjs-core';
import { heapKernels } from './heap.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import { productKernels, stripSize } from './wasm/productKernels.ts';

/** x [rows, inner] times w [inner, columns], plus bias [columns] in every row. */
export function product(x: tf.Tensor2D, w: tf.Tensor2D, bias: tf.Tensor1D | null = null): tf.Tensor2D {
  const [rows, inner] = x.shape;
  const columns = w.shape[1];
  const heap = inner % 4 === 0 && columns % 4 === 0 ? heapKernels('products', productKernels) : null;
  if (heap === null) return plainProduct(x, w, bias);
  const output = bias === null ? heap.zeros([rows, columns]) : heap.make([rows, columns]);
  if (bias !== null) {
    const [sums, row] = [heap.floats(output), heap.floats(bias)];
    for (let r = 0; r < rows; r++) sums.set(row, r * columns);
  }
  const strip = heap.make([stripSize]);
  heap.run('product', x, w, output, strip, rows, inner, columns);
  strip.dispose();
  return asMatrix(output);
}

/** The same in plain ops, for any backend. */
export function plainProduct(x: tf.Tensor2D, w: tf.Tensor2D, bias: tf.Tensor1D | null): tf.Tensor2D {
  return bias === null ? tf.matMul(x, w) : asMatrix(tf.fused.matMul({ a: x, b: w, bias }));
}

/** The transpose of x [rows, width] times y [rows, columns]: [width, columns]. */
export function transposedProduct(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  const [rows, width] = x.shape;
  const columns = y.shape[1];
  const heap = width % 4 === 0 && columns % 4 === 0 ? heapKernels('products', productKernels) : null;
  if (heap !== null) {
    const output = heap.zeros([width, columns]);
    heap.run('transposedProduct', x, y, output, rows, width, columns);
    return asMatrix(output);
  }
  // Transposing the left operand costs WebGPU nothing, and the WASM backend's own product a naive path.
  return runsPrograms() ? tf.matMul(x, y, true) : tf.tidy(() => tf.matMul(tf.transpose(x), y));
}
