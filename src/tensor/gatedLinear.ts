import type * as tf from '@tensorflow/tfjs-core';
import { linear } from './linear.ts';
import { packedLinear } from './packedLinear.ts';
import { runsPrograms } from './program.ts';
import { packedSwiglu, swiglu } from './swiglu.ts';
import type { Tape } from './tape.ts';
import { productProgram } from './wgsl/linearPrograms.ts';

/** `silu(x @ gate) * (x @ up)`, the first half of Llama's feed-forward block: x [rows, in], weights [in, out]. */
export function gatedLinear(
  tape: Tape | null,
  x: tf.Tensor2D,
  gate: tf.Tensor2D,
  up: tf.Tensor2D,
): tf.Tensor2D {
  const recorded = tape !== null && [x, gate, up].some((input) => tape.needs(input));
  if (runsPrograms()) {
    if (!recorded) return productProgram(x, [gate, up], 'gate');
    // The gradient needs both products, which a kernel of one output could not leave beside its result.
    return packedSwiglu(tape, packedLinear(tape, x, [gate, up], null));
  }
  const [a, b] = [linear(tape, x, gate), linear(tape, x, up)];
  const y = swiglu(tape, a, b);
  if (!recorded) {
    a.dispose();
    b.dispose();
  }
  return y;
}
