import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

/** `(x - mean) / deviation * weight + bias` by row: x [rows, width], weight and bias [width]. */
export function layerNorm(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
): tf.Tensor2D {
  const y: tf.Tensor2D = tf.tidy(() => tf.add(tf.mul(normalise(x, epsilon).normed, weight), bias));
  if (tape === null) return y;
  return tape.record(y, [x, weight, bias], (dy, [needX, needWeight, needBias]) => {
    const { normed, inverse } = normalise(x, epsilon);
    const dNormed = tf.mul(dy, weight);
    const projection = tf.mul(normed, tf.mean(tf.mul(dNormed, normed), 1, true));
    return [
      needX ? tf.mul(inverse, tf.sub(tf.sub(dNormed, tf.mean(dNormed, 1, true)), projection)) : null,
      needWeight ? tf.sum(tf.mul(dy, normed), 0) : null,
      needBias ? tf.sum(dy, 0) : null,
    ];
  });
}

function normalise(x: tf.Tensor2D, epsilon: number): { normed: tf.Tensor2D; inverse: tf.Tensor2D } {
  const centred: tf.Tensor2D = tf.sub(x, tf.mean(x, 1, true));
  const inverse: tf.Tensor2D = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
  return { normed: tf.mul(centred, inverse), inverse };
}
