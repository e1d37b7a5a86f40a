import type * as tf from '@tensorflow/tfjs-core';
import { cubicTerm, gelu, linearTerm } from './gelu.ts';
import { linear } from './linear.ts';
import { runsPrograms } from './program.ts';
import type { Tape } from './tape.ts';
import { productProgram } from './wgsl/linearPrograms.ts';

/** `gelu(x @ weight + bias)`: x [rows, in], weight [in, out], bias [out], result [rows, out]. */
export function linearGelu(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Tensor2D {
  const recorded = tape !== null && [x, weight, bias].some((input) => tape.needs(input));
  if (!recorded && runsPrograms()) {
    return productProgram(x, [weight], 'columns', {
      biases: [bias],
      gelu: { linear: linearTerm, cubic: cubicTerm },
    });
  }
  const before = linear(tape, x, weight, bias);
  const y = gelu(tape, before);
  if (!recorded) before.dispose();
  return y;
}
