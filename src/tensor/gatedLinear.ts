import type * as tf from '@tensorflow/tfjs-core';
import { linear } from './linear.ts';
import { swiglu } from './swiglu.ts';
import type { Tape } from './tape.ts';

/** `silu(x @ gate) * (x @ up)`, the first half of Llama's feed-forward block: x [rows, in], weights [in, out]. */
export function gatedLinear(
  tape: Tape | null,
  x: tf.Tensor2D,
  gate: tf.Tensor2D,
  up: tf.Tensor2D,
): tf.Tensor2D {
  const [a, b] = [linear(tape, x, gate), linear(tape, x, up)];
  const y = swiglu(tape, a, b);
  if (tape === null) {
    a.dispose();
    b.dispose();
  }
  return y;
}
