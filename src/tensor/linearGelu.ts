import type * as tf from '@tensorflow/tfjs-core';
import { gelu } from './gelu.ts';
import { linear } from './linear.ts';
import type { Tape } from './tape.ts';

/** `gelu(x @ weight + bias)`: x [rows, in], weight [in, out], bias [out], result [rows, out]. */
export function linearGelu(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Tensor2D {
  const before = linear(tape, x, weight, bias);
  const y = gelu(tape, before);
  if (tape === null) before.dispose();
  return y;
}
