import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

/** `x / rms(x) * weight` by row: x [rows, width], weight [width] (LlamaRMSNorm). */
export function rmsNorm(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  epsilon: number,
): tf.Tensor2D {
  const y: tf.Tensor2D = tf.tidy(() => tf.mul(tf.mul(x, inverseRms(x, epsilon)), weight));
  if (tape === null) return y;
  return tape.record(y, [x, weight], (dy, [needX, needWeight]) => {
    const inverse = inverseRms(x, epsilon);
    const normed = tf.mul(x, inverse);
    const dNormed = tf.mul(dy, weight);
    const projection = tf.mean(tf.mul(dNormed, normed), 1, true);
    return [
      needX ? tf.mul(inverse, tf.sub(dNormed, tf.mul(normed, projection))) : null,
      needWeight ? tf.sum(tf.mul(dy, normed), 0) : null,
    ];
  });
}

function inverseRms(x: tf.Tensor2D, epsilon: number): tf.Tensor2D {
  return tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), epsilon));
}
