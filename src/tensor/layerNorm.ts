import * as tf from '@tensorflow/tfjs-core';
import { grainOf, heapKernels } from './heap.ts';
import { sumRows } from './product.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { rowBlock, rowKernels } from './wasm/rowKernels.ts';
import { normGradientProgram, normProgram, normWeightGradientPrograms } from './wgsl/normPrograms.ts';
import { sumRowsProgram } from './wgsl/sumRows.ts';

/** `(x - mean) / deviation * weight + bias` by row: x [rows, width], weight and bias [width]. */
export function layerNorm(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
): tf.Tensor2D {
  const [rows, width] = x.shape;
  const heap = width % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) {
    const norm = { x, weight, bias, epsilon };
    const y = asMatrix(normProgram(norm));
    if (tape === null) return y;
    return tape.record(y, [x, weight, bias], (dy, [needX, needWeight, needBias], takeSum) => [
      needX ? normGradientProgram(norm, dy, takeSum(0)) : null,
      needWeight ? normWeightGradientPrograms(norm, dy) : null,
      needBias ? sumRowsProgram(dy) : null,
    ]);
  }
  if (heap === null) {
    const y = plainLayerNorm(x, weight, bias, epsilon);
    return tape?.record(y, [x, weight, bias], (dy) => plainLayerNormGradients(x, weight, dy, epsilon)) ?? y;
  }
  const y = asMatrix(heap.make(x.shape));
  heap.runSplit('layerNorm', rows, grainOf(12 * width), x, weight, bias, y, width, epsilon);
  if (tape === null) return y;
  return tape.record(y, [x, weight, bias], (dy) => {
    const blocks = Math.ceil(rows / rowBlock);
    const [dx, ...parts] = [heap.make(x.shape), heap.make([blocks, width]), heap.make([blocks, width])];
    const grain = grainOf(20 * rowBlock * width);
    heap.runSplit('layerNormBack', blocks, grain, x, weight, dy, dx, ...parts, rows, width, epsilon);
    return [dx, ...parts.map((part) => sumRows(asMatrix(part)))];
  });
}

/** The same in plain ops, for any backend. */
export function plainLayerNorm(
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
): tf.Tensor2D {
  return tf.tidy(() => tf.add(tf.mul(normalise(x, epsilon).normed, weight), bias));
}

/** Gradients of x, weight and bias in plain ops. */
export function plainLayerNormGradients(
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  dy: tf.Tensor,
  epsilon: number,
): tf.Tensor[] {
  const { normed, inverse } = normalise(x, epsilon);
  const dNormed = tf.mul(dy, weight);
  const projection = tf.mul(normed, tf.mean(tf.mul(dNormed, normed), 1, true));
  const centred = tf.sub(dNormed, tf.mean(dNormed, 1, true));
  return [tf.mul(inverse, tf.sub(centred, projection)), tf.sum(tf.mul(dy, normed), 0), tf.sum(dy, 0)];
}

function normalise(x: tf.Tensor2D, epsilon: number): { normed: tf.Tensor2D; inverse: tf.Tensor2D } {
  const centred: tf.Tensor2D = tf.sub(x, tf.mean(x, 1, true));
  const inverse: tf.Tensor2D = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
  return { normed: tf.mul(centred, inverse), inverse };
}
