import type * as tf from '@tensorflow/tfjs-core';
import { checkFrozen } from './halves.ts';
import { product, sumRows, transposedProduct, turnedProduct } from './product.ts';
import { asMatrix } from './rank.ts';
import { share } from './share.ts';
import type { Tape } from './tape.ts';

/**
 * `x @ weight + bias + residual`: x [rows, in], weight [in, out] (a checkpoint's [out, in] transposed once at load; it may be halves),
 * bias [out] or null, residual [rows, out] or null, result [rows, out].
 */
export function linear(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D | null = null,
  residual: tf.Tensor2D | null = null,
): tf.Tensor2D {
  const y = product(x, weight, bias, residual);
  if (tape === null) return y;
  checkFrozen(tape, [weight]);
  const others = [bias, residual].filter((input) => input !== null);
  return tape.record(y, [x, weight, ...others], (gradient, [needX, needWeight, ...needOthers]) => {
    const dy = asMatrix(gradient);
    const needBias = bias !== null && needOthers[0] === true;
    const needResidual = residual !== null && needOthers.at(-1) === true;
    return [
      needX ? turnedProduct(dy, weight) : null,
      needWeight ? transposedProduct(x, dy) : null,
      ...(bias === null ? [] : [needBias ? sumRows(dy) : null]),
      ...(residual === null ? [] : [needResidual ? share(dy) : null]),
    ];
  });
}
