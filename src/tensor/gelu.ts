import * as tf from '@tensorflow/tfjs-core';
import { grainOf, heapKernels } from './heap.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { rowKernels } from './wasm/rowKernels.ts';
import { geluGradientProgram, geluProgram } from './wgsl/elementPrograms.ts';

// gelu_pytorch_tanh: 0.5 x (1 + tanh(a x + a b x^3)) = x sigmoid(2 a x + 2 a b x^3)
export const linearTerm = 2 * Math.sqrt(2 / Math.PI);
export const cubicTerm = linearTerm * 0.044715;

/** GELU in its tanh approximation, by element. The sigmoid form avoids tanh, ten times slower on WASM. */
export function gelu(tape: Tape | null, x: tf.Tensor2D): tf.Tensor2D {
  const heap = x.size % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) {
    const y = asMatrix(geluProgram(x, linearTerm, cubicTerm));
    return tape?.record(y, [x], (dy) => [geluGradientProgram(x, dy, linearTerm, cubicTerm)]) ?? y;
  }
  if (heap === null) {
    const y = plainGelu(x);
    return tape?.record(y, [x], (dy) => [plainGeluGradient(x, dy)]) ?? y;
  }
  const y = asMatrix(heap.make(x.shape));
  heap.runSplit('gelu', x.size / 4, grainOf(80), x, y, linearTerm, cubicTerm);
  if (tape === null) return y;
  return tape.record(y, [x], (dy) => {
    const dx = heap.make(x.shape);
    heap.runSplit('geluBack', x.size / 4, grainOf(100), x, dy, dx, linearTerm, cubicTerm);
    return [dx];
  });
}

/** The same in plain ops, for any backend. */
export function plainGelu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.mul(x, gate(x)));
}

/** The gradient of x in plain ops. */
export function plainGeluGradient(x: tf.Tensor2D, dy: tf.Tensor): tf.Tensor {
  const sigmoid = gate(x);
  const slope = tf.add(tf.mul(tf.square(x), 3 * cubicTerm), linearTerm);
  const rise = tf.mul(tf.mul(x, slope), tf.mul(sigmoid, tf.sub(1, sigmoid)));
  return tf.mul(dy, tf.add(sigmoid, rise));
}

function gate(x: tf.Tensor): tf.Tensor {
  return tf.sigmoid(tf.mul(x, tf.add(tf.mul(tf.square(x), cubicTerm), linearTerm)));
}
