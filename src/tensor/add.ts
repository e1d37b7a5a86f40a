import * as tf from '@tensorflow/tfjs-core';
import { share } from './share.ts';
import type { Tape } from './tape.ts';

/** Sum of two tensors of one shape: the residual connection. */
export function add<T extends tf.Tensor>(tape: Tape | null, a: T, b: T): T {
  const sum: T = tf.add(a, b);
  return tape === null ? sum : tape.record(sum, [a, b], (dy) => [share(dy), share(dy)]);
}
