import * as tf from '@tensorflow/tfjs-core';
import { grainOf, heapKernels } from './heap.ts';
import { sumRows } from './product.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { rowBlock, rowKernels } from './wasm/rowKernels.ts';
import { normGradientProgram, normProgram, normWeightGradientPrograms } from './wgsl/normPrograms.ts';

/** `x / rms(x) * weight` by row: x [rows, width], weight [width] (LlamaRMSNorm). */
export function rmsNorm(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  epsilon: number,
): tf.Tensor2D {
  const [rows, width] = x.shape;
  const heap = width % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) {
    const norm = { x, weight, bias: null, epsilon };
    const y = asMatrix(normProgram(norm));
    if (tape === null) return y;
    return tape.record(y, [x, weight], (dy, [needX, needWeight], takeSum) => [
      needX ? normGradientProgram(norm, dy, takeSum(0)) : null,
      needWeight ? normWeightGradientPrograms(norm, dy) : null,
    ]);
  }
  if (heap === null) {
    const y = plainRmsNorm(x, weight, epsilon);
    return tape?.record(y, [x, weight], (dy) => plainRmsNormGradients(x, weight, dy, epsilon)) ?? y;
  }
  const y = asMatrix(heap.make(x.shape));
  heap.runSplit('rmsNorm', rows, grainOf(8 * width), x, weight, y, width, epsilon);
  if (tape === null) return y;
  return tape.record(y, [x, weight], (dy) => {
    const [dx, parts] = [heap.make(x.shape), asMatrix(heap.make([Math.ceil(rows / rowBlock), width]))];
    const grain = grainOf(16 * rowBlock * width);
    heap.runSplit('rmsNormBack', parts.shape[0], grain, x, weight, dy, dx, parts, rows, width, epsilon);
    return [dx, sumRows(parts)];
  });
}

/** The same in plain ops, for any backend. */
export function plainRmsNorm(x: tf.Tensor2D, weight: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  return tf.tidy(() => tf.mul(tf.mul(x, inverseRms(x, epsilon)), weight));
}

/** Gradients of x and weight in plain ops. */
export function plainRmsNormGradients(
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  dy: tf.Tensor,
  epsilon: number,
): tf.Tensor[] {
  const inverse = inverseRms(x, epsilon);
  const normed = tf.mul(x, inverse);
  const dNormed = tf.mul(dy, weight);
  const projection = tf.mean(tf.mul(dNormed, normed), 1, true);
  return [tf.mul(inverse, tf.sub(dNormed, tf.mul(normed, projection))), tf.sum(tf.mul(dy, normed), 0)];
}

function inverseRms(x: tf.Tensor2D, epsilon: number): tf.Tensor2D {
  return tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), epsilon));
}
