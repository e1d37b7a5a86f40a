import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

/** A matrix with its axes exchanged, in memory. */
export function transposed(tape: Tape | null, x: tf.Tensor2D): tf.Tensor2D {
  const y = tf.transpose(x);
  return tape === null ? y : tape.record(y, [x], (dy) => [tf.transpose(dy)]);
}
