import * as tf from '@tensorflow/tfjs-core';
import { product, sumRows, transposedProduct } from './product.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';

/**
 * Products of one x with several weights, side by side: x [rows, in], weights [in, out_i], biases [out_i] each or null,
 * result [rows, sum of out_i] with columns in the order of the weights.
 */
export function packedLinear(
  tape: Tape | null,
  x: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
  biases: readonly tf.Tensor1D[] | null,
): tf.Tensor2D {
  const y = tf.tidy(() => sideBySide(weights.map((weight, i) => product(x, weight, biases?.[i] ?? null))));
  if (tape === null) return y;
  return tape.record(y, [x, ...weights, ...(biases ?? [])], (dy, [needX, ...needed]) => {
    const parts = columnsOf(
      asMatrix(dy),
      weights.map((weight) => weight.shape[1]),
    );
    let dx: tf.Tensor2D | null = null;
    for (const [i, weight] of weights.entries()) {
      if (!needX) break;
      dx = product(parts[i]!, tf.transpose(weight), null, dx);
    }
    return [
      dx,
      ...weights.map((_, i) => (needed[i] ? transposedProduct(x, parts[i]!) : null)),
      ...(biases ?? []).map((_, i) => (needed[weights.length + i] ? sumRows(parts[i]!) : null)),
    ];
  });
}

function sideBySide(parts: readonly tf.Tensor2D[]): tf.Tensor2D {
  return parts.length === 1 ? parts[0]! : tf.concat([...parts], 1);
}

/** The columns of x [rows, sum of widths] that belong to each part. */
function columnsOf(x: tf.Tensor2D, widths: readonly number[]): tf.Tensor2D[] {
  let first = 0;
  return widths.map((width) => {
    const part = tf.slice(x, [0, first], [x.shape[0], width]);
    first += width;
    return part;
  });
}
